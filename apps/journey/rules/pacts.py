"""On which days a pact is looked back at, and until when: by the calendar and the clock on the wall of each. Pure.

And what nobody is to read in one unasked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.journey.errors import LeadsElsewhere
from apps.messaging.rules.conversations import leads_elsewhere

A_DAY, A_WEEK, A_YEAR = timedelta(days=1), timedelta(days=7), timedelta(days=366)
EVERY_DAY = range(7)


@dataclass(frozen=True, slots=True)
class Evening:
    """From one time of the day to another; an end that is not after the start is on the next morning."""

    starts_at: time
    ends_at: time
    zone: ZoneInfo

    def begins_on(self, day: date) -> datetime:
        """Return the moment at which the hours of this day begin."""
        return self._moments(day, self.starts_at)[0]

    def ends_on(self, day: date) -> datetime:
        """Return the moment at which the hours of this day are over, which may be on the next morning.

        Where the clock shows the end twice it is the second time. A time that a clock leaves out counts as by the clock
        before (RFC 5545, section 3.3.5): 02:30 is then 03:30.
        """
        last = day if self.starts_at < self.ends_at else day + A_DAY
        return max(self._moments(last, self.ends_at))

    def day_at(self, moment: datetime) -> date:
        """Return the day to which an aware moment belongs: after midnight yesterday's, while its hours go on."""
        today = moment.astimezone(self.zone).date()
        return today - A_DAY if moment < self.ends_on(today - A_DAY) else today

    def hold_at(self, moment: datetime) -> bool:
        """Tell whether it is time to look back: from the beginning of that day's hours; later is fine."""
        return moment >= self.begins_on(self.day_at(moment))

    def next_over(self, first: date, days: Collection[int], moment: datetime) -> date:
        """Return the first day from `first` on, among these weekdays, whose hours are not over at that moment."""
        day = max(first, self.day_at(moment))
        while day.weekday() not in days or self.ends_on(day) <= moment:
            day += A_DAY
        return day

    def _moments(self, day: date, clock: time) -> tuple[datetime, datetime]:
        local = datetime.combine(day, clock.replace(tzinfo=None), tzinfo=self.zone)
        return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def require_nothing_elsewhere(words: str) -> None:
    """Pass for what may reach somebody unasked: what may stand in a first note, too. Raises LeadsElsewhere."""
    if leads_elsewhere(words):
        raise LeadsElsewhere


def next_review(begun: date, review: date, today: date) -> date:
    """Return when a pact that goes on is looked at again: after as long as before, a week at the least."""
    return today + max(review - begun, A_WEEK)
