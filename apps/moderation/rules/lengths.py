"""How long something may last, and whether a second one adds anything."""

from datetime import datetime, timedelta

from apps.core.sentences import gettext_noop
from apps.moderation.errors import NotALength

LENGTHS: dict[str, tuple[str, timedelta]] = {
    "hour": (gettext_noop("For one hour"), timedelta(hours=1)),
    "day": (gettext_noop("Until this time tomorrow"), timedelta(days=1)),
    "three_days": (gettext_noop("3 days"), timedelta(days=3)),
    "week": (gettext_noop("A week"), timedelta(days=7)),
    "month": (gettext_noop("30 days"), timedelta(days=30)),
    "quarter": (gettext_noop("3 months"), timedelta(days=91)),
    "year": (gettext_noop("A year"), timedelta(days=365)),
}
# For a ban alone; everything else ends.
ALWAYS = "always"
LONGEST = timedelta(days=366)
# Two moderators who choose the same at the same time mean one mute.
SAME_WITHIN = timedelta(minutes=10)


def end_of(length: str, now: datetime) -> datetime:
    """Return when a mute of that length ends, on the full minute."""
    return (now + LENGTHS[length][1]).replace(second=0, microsecond=0)


def require_end(until: datetime, now: datetime) -> None:
    """Pass, or raise NotALength for an end in the past or too far away."""
    if not now < until <= now + LONGEST:
        raise NotALength


def adds_nothing(until: datetime, present: datetime | None) -> bool:
    """Tell whether it lasts as long already."""
    return present is not None and present >= until - SAME_WITHIN
