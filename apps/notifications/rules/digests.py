"""One mail for what would have been several: how often, when by the person's own clock, and what it counts. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Rhythm(StrEnum):
    """How mails about what is new come."""

    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


DIGESTED = (Rhythm.DAILY, Rhythm.WEEKLY)


class Counted(StrEnum):
    """What a digest counts: nothing that would say where it is from."""

    CONVERSATIONS = "conversations"
    REQUESTS = "requests"
    NEWS = "news"


# Kinds of notices that may wait for a day or a week; all others leave by themselves in any rhythm.
WAITS: dict[str, Counted] = {
    "words_for_me": Counted.CONVERSATIONS,
    "direct_asked": Counted.CONVERSATIONS,
    "direct_accepted": Counted.CONVERSATIONS,
    "direct_message": Counted.CONVERSATIONS,
    "join_asked": Counted.REQUESTS,
    "group_proposed": Counted.REQUESTS,
    "report_looked_at": Counted.NEWS,
    "ownership_accepted": Counted.NEWS,
    "ownership_declined": Counted.NEWS,
    "shift_taken": Counted.NEWS,
    "reach_out": Counted.NEWS,
    "three_questions": Counted.NEWS,
    "pact_asked": Counted.REQUESTS,
    "pact_accepted": Counted.NEWS,
    "pact_review": Counted.NEWS,
    "pact_terms": Counted.REQUESTS,
    "pact_terms_answered": Counted.NEWS,
    "pact_ended": Counted.NEWS,
    "day_answered": Counted.NEWS,
}
# About the account itself: mailed whatever somebody chose, and by no unsubscribing to be stopped.
ABOUT_THE_ACCOUNT = ("second_factor_removed", "mailbox_replaced")

type Counts = tuple[tuple[Counted, int], ...]


def counted(kinds: Iterable[str]) -> Counts:
    """Return how many there are of each, in one order."""
    numbers = Counter(WAITS[kind] for kind in kinds)
    return tuple((what, numbers[what]) for what in Counted if numbers[what])


def next_digest(after: datetime, rhythm: Rhythm, at: time, weekday: int, zone: ZoneInfo) -> datetime | None:
    """Return the first moment after an aware one when it is time by the clock of that zone; None where none is wanted.

    `weekday` (Monday is 0) is of weight in the weekly rhythm alone. A time that a clock leaves out counts as by the
    clock before (RFC 5545, section 3.3.5); of one that comes twice the first is meant.
    """
    if rhythm not in DIGESTED:
        return None
    today = after.astimezone(zone).date()
    days = (today + number * DAY for number in range(-1, 9))
    fitting = (day for day in days if rhythm is Rhythm.DAILY or day.weekday() == weekday)
    moments = (datetime.combine(day, at, tzinfo=zone).astimezone(UTC) for day in fitting)
    return next(moment for moment in moments if moment > after)
