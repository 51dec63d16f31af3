"""When a series meets, in the words of the person who plans it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips
from apps.meetings.forms.fields import (
    FURTHEST,
    LONGEST,
    SHORTEST,
    DateInput,
    DaysField,
    NumberInput,
    TimeInput,
    ZoneInput,
)
from apps.meetings.forms.repeating import REPEATS, asked_from, columns_of, rhythm_from
from apps.meetings.models import MeetingSeries
from apps.meetings.rules.recurrence import Timetable
from apps.meetings.rules.rhythm import LONGEST_INTERVAL, Rhythm
from apps.meetings.services.timetables import joined
from apps.meetings.services.words import spoken_day

MOST_TIMES = 400
# What the rhythm is made of: as long as none of it changes, a series keeps the one it has.
RHYTHM = ("starts_on", "repeats", "interval", "weekdays")
WHEN = (*RHYTHM, "local_time", "time_zone", "minutes", "ends_on", "count", "skipped_days", "extra_days")


class RhythmForm(forms.Form):
    """A first day, a time on the wall, and how it repeats."""

    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    repeats = forms.ChoiceField(label=_("Then"), choices=REPEATS, initial="weekly")
    local_time = forms.TimeField(
        label=_("Time on the wall"), widget=TimeInput, help_text=_("It stays at this time when the clocks change.")
    )
    time_zone = forms.CharField(label=_("Where that wall is"), max_length=64, widget=ZoneInput)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=60,
        widget=NumberInput,
    )
    interval = forms.IntegerField(
        label=_("Every how many"),
        help_text=_("2 is every second week, day or month."),
        min_value=1,
        max_value=LONGEST_INTERVAL,
        initial=1,
        required=False,
        widget=NumberInput,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Several days of the week"),
        help_text=_("For meetings every week. None chosen: the weekday of the first day."),
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=Chips,
    )
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput)
    count = forms.IntegerField(
        label=_("How many times"),
        help_text=_("Instead of a last day: we find it and show it. Days left out do not count."),
        min_value=1,
        max_value=MOST_TIMES,
        required=False,
        widget=NumberInput,
    )
    skipped_days = DaysField(
        label=_("Left out"), help_text=_("Days on which it does not take place, like a holiday."), required=False
    )
    extra_days = DaysField(
        label=_("Extra days"), help_text=_("Days on which it takes place as well, at the same time."), required=False
    )

    # The series that is changed, and, when it is changed from one meeting on, the first day that is free.
    series: MeetingSeries | None = None
    earliest: date | None = None

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"].strip()
        if name not in available_timezones():
            raise ValidationError(_("We do not know this zone. Please choose one from the list, like Europe/London."))
        return name

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        is_unchanged = self.series is not None and self.initial.get("starts_on") == day
        if day > timezone.now().date() + FURTHEST:
            raise ValidationError(_("This is more than two years away. Please look at the year again."))
        if day < timezone.now().date() - timedelta(days=1) and not is_unchanged:
            raise ValidationError(_("This day is over. Please choose today or a day to come."))
        if self.earliest and day < self.earliest:
            raise ValidationError(_("Before this day it still goes on as it was. Please choose a later one."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if not set(WHEN) & set(self.errors):
            self._look_at_end(cleaned)
        if not set(WHEN) & set(self.errors):
            self._look_at_days(self.timetable())
        return cleaned

    def timetable(self) -> Timetable:
        """Return what was filled in, once its parts are valid: it begins with the first day that fits the rhythm."""
        told = self.cleaned_data
        rhythm = self._rhythm()
        first = self._first_day(rhythm)
        found = Timetable(
            rhythm=rhythm,
            local_time=told["local_time"].replace(second=0, microsecond=0),
            duration=timedelta(minutes=told["minutes"]),
            zone=ZoneInfo(told["time_zone"]),
            starts_on=first,
            ends_on=first if told["repeats"] == "once" else told["ends_on"],
            skipped=frozenset(told["skipped_days"]) | self._past("skipped_days"),
            extra=frozenset(told["extra_days"]) | self._past("extra_days"),
        )
        return self._counted(found, told["count"]) if told["repeats"] != "once" else found

    def draft(self) -> MeetingSeries:
        """Return a series that is not saved, for showing what it would be like."""
        return MeetingSeries(**columns_of(self.timetable()))

    def _rhythm(self) -> Rhythm:
        told = self.cleaned_data
        if self.series is not None and not self._changed_of_rhythm():
            return Rhythm.read(self.series.recurrence)
        return rhythm_from(told["repeats"], told["starts_on"], told["interval"] or 1, told["weekdays"])

    def _first_day(self, rhythm: Rhythm) -> date:
        day: date = self.cleaned_data["starts_on"]
        if self.series is None or self._changed_of_rhythm() - {"weekdays"}:
            return rhythm.first_day(day)
        # Every second week stays the same second week.
        return next(rhythm.days(day, day)) if self._changed_of_rhythm() else day

    def _changed_of_rhythm(self) -> set[str]:
        return set(RHYTHM) & set(self.changed_data)

    def _past(self, name: str) -> frozenset[date]:
        """Days that are over are not asked for again, and kept; a series that goes on from a meeting has none."""
        days: Iterable[date] = getattr(self.series, name) if self.series and not self.earliest else ()
        return frozenset(day for day in days if day < asked_from())

    def _counted(self, found: Timetable, number: int | None) -> Timetable:
        if not number:
            return found
        columns = {name: getattr(found, name) for name in Timetable.__slots__}
        return Timetable(**columns | {"ends_on": found.day_number(number)})

    def _look_at_end(self, told: dict[str, Any]) -> None:
        last = told["ends_on"]
        if last and last < told["starts_on"]:
            self.add_error("ends_on", _("The last day comes before the first. Please choose a later one."))
        if last and told["count"]:
            self.add_error("count", _("There is a last day already. Please keep one of the two."))
        if told["weekdays"] and told["repeats"] != "weekly":
            self.add_error("weekdays", _("Days of the week go with “Every week” alone. Please take them out."))

    def _look_at_days(self, found: Timetable) -> None:
        if found.ends_on and found.ends_on < found.starts_on:
            sentence = gettext("Until then it would never take place: it begins on %(day)s.")
            self.add_error("ends_on", sentence % {"day": spoken_day(found.starts_on)})
            return
        # What is refused falls out of `cleaned_data`.
        told = dict(self.cleaned_data)
        self._refuse(
            "skipped_days",
            [day for day in told["skipped_days"] if day not in found.rhythm_days(day, day)],
            gettext("There is no meeting on %(days)s anyway. Please take it out, or look at the day again."),
        )
        self._refuse(
            "extra_days",
            [day for day in told["extra_days"] if found.rhythm_days(day, day)],
            gettext("There is a meeting on %(days)s already. Please take it out, or look at the day again."),
        )
        today = timezone.now().date()
        self._refuse(
            "extra_days",
            [day for day in told["extra_days"] if not today - timedelta(days=1) <= day <= today + FURTHEST],
            gettext("%(days)s is over, or more than two years away. Please look at it again."),
        )
        if self.series is None and not self.errors:
            self._require_a_meeting(found)

    def _refuse(self, field: str, days: list[date], sentence: str) -> None:
        if days:
            self.add_error(field, sentence % {"days": joined([spoken_day(day) for day in days])})

    def _require_a_meeting(self, found: Timetable) -> None:
        now = timezone.now()
        today = now.astimezone(found.zone).date()
        ahead = [found.occurrence(day) for day in found.next_days(today - timedelta(days=1), 3)]
        if not ahead:
            self.add_error("skipped_days", _("Every day is left out: it would never take place."))
        elif not any(one.ends_at > now for one in ahead):
            self.add_error("local_time", _("This moment is over. Please choose one to come."))
