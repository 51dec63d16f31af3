"""Hours on duty, what holds without anybody there, single shifts and what is handed over."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.groups.models import DutyHours, Group, HandOver
from apps.groups.rules.duty import DAY, WeeklyHours
from apps.groups.services.duty import PlannedHours


class DutyRow(forms.Form):
    """One stretch of hours; left empty, it is none."""

    weekday = forms.TypedChoiceField(
        label=_("Day"), choices=[("", "—"), *DutyHours.Weekday.choices], coerce=int, empty_value=None, required=False
    )
    starts_at = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    who = forms.ChoiceField(label=_("Who"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["who"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker: it is made so above
        chosen.choices = [("", _("All who look after the group")), *people]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        filled = [chosen.get(name) is not None for name in ("weekday", "starts_at", "ends_at")]
        if any(filled) and not all(filled) and not self.errors:
            raise forms.ValidationError(_("Please give a day, from and until, or leave all three empty."))
        return chosen

    @property
    def planned(self) -> PlannedHours | None:
        chosen = self.cleaned_data
        if chosen.get("weekday") is None:
            return None
        return PlannedHours(WeeklyHours(chosen["weekday"], chosen["starts_at"], chosen["ends_at"]), chosen["who"])


DutyRows = forms.formset_factory(DutyRow, extra=2, max_num=21, absolute_max=30)


class UnattendedForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself takes no argument here
    """What holds in the group's rooms while nobody is on duty."""

    class Meta:
        model = Group
        fields = ("unattended", "tells_of_crisis")
        widgets = {
            "unattended": Choices(
                more={
                    Group.Unattended.STRICTER.value: _(
                        "Everybody can write, as slowly as newcomers: at most two links and two people called on."
                    ),
                    Group.Unattended.HELD.value: _("Everybody can write; only the author sees it until then."),
                    Group.Unattended.READ_ONLY.value: _("Nobody writes but those who look after the group."),
                    Group.Unattended.CLOSED.value: _("Nobody reads or writes but those who look after the group."),
                }
            )
        }
        help_texts = {
            "unattended": _(
                "This takes effect by itself when a shift ends, and everybody is told. Conversations of two and meetings "
                "go on. The first choice needs hours on duty; the others hold without any, too."
            ),
            "tells_of_crisis": _(
                "When a member's own words sound as if they may be in danger, they are offered somebody to talk to, always. "
                "With this, whoever is on duty is told privately as well; nothing else happens by itself."
            ),
        }


class ShiftForm(forms.Form):
    """A single shift of one's own, by the group's clock; an end before the start is the next morning."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts_at = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends_at = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return from when to when, in UTC."""
        day, start, end = (self.cleaned_data[name] for name in ("day", "starts_at", "ends_at"))
        last_day = day if end > start else day + DAY
        first, last = datetime.combine(day, start, zone), datetime.combine(last_day, end, zone).replace(fold=1)
        return first.astimezone(UTC), last.astimezone(UTC)


class HandOverForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """What the next one on duty should know."""

    class Meta:
        model = HandOver
        fields = ("words",)
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}
