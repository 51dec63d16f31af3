"""Which day of a pact is looked back at next, and until when: kept as a moment that a job finds."""

from datetime import date, datetime

from apps.journey.models import PactSide
from apps.journey.rules.pacts import A_DAY, EVERY_DAY
from apps.journey.services.pacts import Held, evening_of


def await_day(held: Held, side: PactSide, now: datetime, *, after: date | None = None) -> None:
    """The side waits for the next day after that one (or after the present one); none after the review date."""
    side.awaited_on = side.missed_at = None
    if held.writes:
        evening = evening_of(side, held.own)
        first = (after or evening.day_at(now)) + A_DAY
        day = evening.next_over(first, held.pact.days or EVERY_DAY, now)
        if day <= held.pact.review_on:
            side.awaited_on, side.missed_at = day, evening.ends_on(day)
    side.save(update_fields=["awaited_on", "missed_at"])
