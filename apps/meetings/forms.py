"""What hosts and planners fill in about meetings."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.rules.time_zones import offered_zones
from apps.core.forms import Choices, ManyChoices
from apps.groups.models import Group, Membership
from apps.meetings.models import Format, Kind, Meeting, MeetingSeries
from apps.meetings.rules.recurrence import first_instant, is_monthly, monthly, weekly
from apps.meetings.services.series import SeriesPlan

SHORTEST, LONGEST = 10, 240
# What a meeting may lie ahead: a slip of the keyboard ("2062") would otherwise plan a meeting nobody sees.
FURTHEST = timedelta(days=730)
REPEATS = [
    ("weekly", _("Every week on that weekday")),
    ("monthly", _("Every month on that weekday (for example each second Tuesday)")),
    ("once", _("Just this once")),
]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ZoneInput(forms.TextInput):
    """A line to type into, with every zone offered below it."""

    template_name = "meetings/_zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name}_zones"
        context["zones"] = sorted(offered_zones())
        return context


class SeriesForm(forms.Form):
    """A series in the words of the person who plans it: a first day, a time on the wall, and how it repeats."""

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
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    repeats = forms.ChoiceField(label=_("Then"), choices=REPEATS, initial="weekly", widget=Choices)
    local_time = forms.TimeField(
        label=_("Time on the wall"),
        widget=TimeInput,
        help_text=_("It stays at this time when the clocks change."),
    )
    time_zone = forms.CharField(label=_("Where that wall is"), max_length=64, widget=ZoneInput)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput)
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
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    hosts = forms.MultipleChoiceField(
        label=_("Hosts"),
        help_text=_("Nobody chosen: whoever facilitates the group."),
        required=False,
        widget=ManyChoices,
    )
    outside_url = forms.URLField(
        label=_("A room elsewhere"),
        help_text=_("Leave it empty to meet here. Elsewhere other rules hold, and people may see your name."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, group: Group, series: MeetingSeries | None = None
    ) -> None:
        self.series = series
        initial = _initial_of(series) if series else {"time_zone": group.time_zone}
        super().__init__(data, initial=initial)
        members = Membership.objects.taking_part().filter(group=group).exclude(roles=[]).order_by("alias")
        field = self.fields["hosts"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(member.public_id, member.alias) for member in members]

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"].strip()
        if name not in available_timezones():
            raise ValidationError(_("We do not know this zone. Please choose one from the list, like Europe/London."))
        return name

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        is_unchanged = self.series is not None and self.series.starts_on == day
        if day > timezone.now().date() + FURTHEST:
            raise ValidationError(_("This is more than two years away. Please look at the year again."))
        if day < timezone.now().date() - timedelta(days=1) and not is_unchanged:
            raise ValidationError(_("This day is over. Please choose today or a day to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first. Please choose a later one."))
        return cleaned

    def plan(self) -> SeriesPlan:
        """Return what was filled in, once it is valid."""
        told = self.cleaned_data
        day: date = told["starts_on"]
        return SeriesPlan(
            title=told["title"],
            description=told["description"],
            kind=told["kind"],
            format=told["format"],
            recurrence=self._recurrence(day),
            local_time=told["local_time"].replace(second=0, microsecond=0),
            duration=timedelta(minutes=told["minutes"]),
            time_zone=told["time_zone"],
            starts_on=day,
            ends_on=day if told["repeats"] == "once" else told["ends_on"],
            is_open_to_newcomers=told["is_open_to_newcomers"],
            capacity=told["capacity"],
            outside_url=told["outside_url"],
            hosts=told["hosts"],
        )

    def _recurrence(self, day: date) -> str:
        if self.series is not None and not {"starts_on", "repeats"} & set(self.changed_data):
            # Two weekdays a week can be planned by other means than this form: it does not take one away.
            return self.series.recurrence
        return monthly(day) if self.cleaned_data["repeats"] == "monthly" else weekly(day)


def _initial_of(series: MeetingSeries) -> dict[str, Any]:
    same = ("title", "description", "kind", "format", "starts_on", "local_time", "time_zone", "ends_on", "capacity")
    is_once = series.ends_on == series.starts_on
    return {name: getattr(series, name) for name in (*same, "is_open_to_newcomers", "outside_url")} | {
        "repeats": "once" if is_once else "monthly" if is_monthly(series.recurrence) else "weekly",
        "minutes": series.duration // timedelta(minutes=1),
        "hosts": list(series.hosts.values_list("public_id", flat=True)),
    }


class OccurrenceForm(forms.Form):
    """One meeting that differs from its series, by the series' clock."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    local_time = forms.TimeField(label=_("Time on the wall"), widget=TimeInput)
    own_title = forms.CharField(
        label=_("Another title for this time"), help_text=_("Empty: the usual one."), max_length=80, required=False
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, meeting: Meeting) -> None:
        self.zone = ZoneInfo(meeting.series.time_zone)
        local = meeting.starts_at.astimezone(self.zone)
        initial = {"day": local.date(), "local_time": local.time(), "own_title": meeting.own_title}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if "day" in cleaned and "local_time" in cleaned and not self.errors:
            now = timezone.now()
            if self.starts_at <= now:
                self.add_error("day", _("This moment is over. Please choose one to come."))
            elif self.starts_at > now + FURTHEST:
                self.add_error("day", _("This is more than two years away. Please look at the year again."))
        return cleaned

    @property
    def starts_at(self) -> datetime:
        local = datetime.combine(self.cleaned_data["day"], self.cleaned_data["local_time"])
        return first_instant(local.replace(second=0, microsecond=0), self.zone)
