"""A series as a whole: what it is, when it meets, and for whom."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices, ManyChoices
from apps.groups.models import Group, Membership
from apps.meetings.forms.fields import NumberInput, SeenForm
from apps.meetings.forms.repeating import columns_of, earliest_from, initial_from, initial_rhythm
from apps.meetings.forms.rhythm import WHEN, RhythmForm
from apps.meetings.models import Format, Kind, Meeting, MeetingSeries, Script
from apps.meetings.services.series import SeriesPlan, state_of

PLAIN = (
    "title",
    "description",
    "kind",
    "format",
    "script",
    "language",
    "is_open_to_newcomers",
    "capacity",
    "outside_url",
    "place",
    "hosts_may_share_screens",
    "hosts",
)
# What lies in a fold until somebody wants it.
RARELY = {
    "rhythm": ("interval", "weekdays", "ends_on", "count", "skipped_days", "extra_days"),
    "place": ("language", "capacity", "hosts", "hosts_may_share_screens", "place", "outside_url"),
}
UNUSED: tuple[Any, ...] = (None, "", False, [], 1, "1")


class SeriesForm(SeenForm, RhythmForm):
    """A series in the words of the person who plans it; with `meeting` it goes on from there, with `series` as a whole."""

    title = forms.CharField(label=_("What is it called"), max_length=80)
    description = forms.CharField(
        label=_("What will happen"),
        help_text=_("How it begins, what comes then, how it ends. Newcomers read this first."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(label=_("What kind of meeting"), choices=Kind.choices, initial=Kind.DISCUSSION)
    format = forms.ChoiceField(label=_("How people meet"), choices=Format.choices, initial=Format.VOICE, widget=Choices)
    script = forms.ModelChoiceField(
        Script.objects.none(),
        label=_("Script"),
        help_text=_("What happens, step by step; a host leads through it. Scripts are written on a page of their own."),
        to_field_name="public_id",
        empty_label=_("None"),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    is_open_to_newcomers = forms.BooleanField(
        label=_("Newcomers are welcome"),
        help_text=_("In an open group everybody may then read when it is. Otherwise it is for settled members alone."),
        required=False,
        initial=True,
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        help_text=_("When all are taken, people can wait for one."),
        min_value=2,
        max_value=500,
        required=False,
        widget=NumberInput,
    )
    hosts = forms.MultipleChoiceField(
        label=_("Hosts"),
        help_text=_("Nobody chosen: whoever facilitates the group."),
        required=False,
        widget=ManyChoices,
    )
    hosts_may_share_screens = forms.BooleanField(
        label=_("Hosts may show their screen"), help_text=_("Members never can."), required=False
    )
    place = forms.CharField(
        label=_("Place"),
        help_text=_("For meeting in person, on its own or beside the screen. Only who says yes sees it."),
        max_length=200,
        required=False,
    )
    outside_url = forms.URLField(
        label=_("A room elsewhere"),
        help_text=_("Leave it empty to meet here. Elsewhere other rules hold, and people may see your name."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        group: Group,
        series: MeetingSeries | None = None,
        meeting: Meeting | None = None,
    ) -> None:
        self.series = series = meeting.series if meeting else series
        self.earliest = earliest_from(meeting) if meeting else None
        super().__init__(data, initial=_initial(series, meeting) if series else {"time_zone": group.time_zone})
        members = Membership.objects.taking_part().filter(group=group).exclude(roles=[]).order_by("alias")
        self._offer("hosts", [(member.public_id, member.alias) for member in members])
        scripts = self.fields["script"]
        scripts.queryset = Script.objects.filter(group=group).order_by("title")  # type: ignore[attr-defined]  # a field of choices from a table
        scripts.label_from_instance = lambda script: script.title  # type: ignore[attr-defined]  # the same
        self._offer("language", [("", _("That of the group")), *settings.LANGUAGES])

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        kind = self.cleaned_data.get("kind")
        is_in_person = self.cleaned_data.get("format") == Format.PERSON
        if place and kind and not (is_in_person or Kind(kind).has_place):
            raise ValidationError(
                _("This kind of meeting is on a screen alone. Please choose another kind, or no place.")
            )
        return place

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("format") == Format.PERSON and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", _("Please say where, or choose another way to meet. Only who says yes sees it."))
        return cleaned

    def plan(self) -> SeriesPlan:
        """Return what was filled in, once it is valid."""
        return SeriesPlan(**{name: self.cleaned_data[name] for name in PLAIN}, **self.when())

    def when(self) -> dict[str, Any]:
        """Return when it takes place, as a series keeps it."""
        return columns_of(self.timetable())

    def as_it_stands(self) -> MeetingSeries | None:
        """Return the series that the form shows before anything is typed; None for one that is new."""
        if self.series is None:
            return None
        told = {name: self.initial[name] for name in ("starts_on", "ends_on", "skipped_days", "extra_days")}
        same = {name: getattr(self.series, name) for name in ("recurrence", "local_time", "duration", "time_zone")}
        return MeetingSeries(**same, **told)

    def look_at_dates(self) -> bool:
        """Tell whether there are dates to show, and complain of nothing that has no part in them."""
        for name in set(self.errors) - set(WHEN):
            del self.errors[name]
        return not self.errors

    @property
    def folds(self) -> dict[str, bool]:
        """Return which folds stand open: those where something was filled in, or is wrong."""
        return {
            name: any(self._is_used(field) for field in fields if field in self.fields)
            for name, fields in RARELY.items()
        }

    def _is_used(self, name: str) -> bool:
        return bool(self[name].errors) or self[name].value() not in UNUSED

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices


def _initial(series: MeetingSeries, meeting: Meeting | None) -> dict[str, Any]:
    when = initial_from(meeting) if meeting else initial_rhythm(series)
    plain = {name: getattr(series, name) for name in PLAIN if name != "hosts"}
    return when | plain | {"hosts": list(series.hosts.values_list("public_id", flat=True)), "seen": state_of(series)}
