"""A morning intention and an evening look-back, for whoever wants them: kept for oneself, and nothing is said of missing ones."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.journey.errors import EveningTooEarly
from apps.journey.models import OwnDay, OwnTimes
from apps.journey.rules.own_days import OwnClock, Part
from apps.journey.services.finding import find_own
from apps.notifications.models import Notice

# By part of the day; there is at most one unread notice of them a person.
NOTICES = {Part.MORNING: "own_morning", Part.EVENING: "own_evening"}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one day; both empty takes it away."""

    intention: str = ""
    look_back: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is said."""
        return not (self.intention.strip() or self.look_back.strip())


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody wants a word, and whether a neutral mail or push may bring it."""

    morning_at: time | None = None
    evening_at: time | None = None
    goes_outside: bool = False


def times_of(user: User) -> OwnTimes:
    """Return what this person chose; a row that is not kept for whoever chose nothing."""
    return OwnTimes.objects.filter(user=user).first() or OwnTimes(user=user)


def clock_of(times: OwnTimes) -> OwnClock:
    """Return these times by the clock on their person's wall."""
    return OwnClock(times.morning_at, times.evening_at, zone_or_utc(times.user.time_zone))


@transaction.atomic
def keep_times(user: User, chosen: Times, *, now: datetime | None = None) -> None:
    """A word comes at these times from now on; with neither of them none does. Raises EveningTooEarly."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    kept = times_of(user)
    kept.morning_at, kept.evening_at, kept.goes_outside = chosen.morning_at, chosen.evening_at, chosen.goes_outside
    clock, moment = clock_of(kept), now or timezone.now()
    if not clock.fits:
        raise EveningTooEarly
    Notice.objects.filter(user=user, kind__in=NOTICES.values()).delete()
    if not (kept.morning_at or kept.evening_at):
        OwnTimes.objects.filter(user=user).delete()
        return
    kept.morning_next = clock.next_after(Part.MORNING, moment)
    kept.evening_next = clock.next_after(Part.EVENING, moment)
    kept.save()


def day_of(user: User, now: datetime | None = None) -> date:
    """Return the day of which this person speaks now: after midnight yesterday's, until the night is over."""
    return clock_of(times_of(user)).day_at(now or timezone.now())


def own_days_of(user: User) -> QuerySet[OwnDay]:
    """Return all of this person's, the latest first."""
    return OwnDay.objects.filter(user=user)


def own_day_on(user: User, day: date) -> OwnDay:
    """Return what this person said of that day; a row that is not kept where they said nothing."""
    return own_days_of(user).filter(day=day).first() or OwnDay(user=user, day=day)


@transaction.atomic
def keep_own_day(user: User, said: Said, *, now: datetime | None = None) -> None:
    """This is what they say of the present day, for them alone."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _keep(own_day_on(user, day_of(user, now)), said)


@transaction.atomic
def change_own_day(user: User, public_id: str, said: Said) -> None:
    """It says this from now on, of the same day. Raises NotFound."""
    _keep(find_own(OwnDay, user, public_id, to_change=True), said)


@transaction.atomic
def remove_own_day(user: User, public_id: str) -> None:
    """It is gone. Raises NotFound."""
    find_own(OwnDay, user, public_id, to_change=True).delete()


def open_part(user: User, now: datetime | None = None) -> Part | None:
    """Return what Today may ask this person for now: the part of the day that has come and of which they said nothing."""
    moment, times = now or timezone.now(), times_of(user)
    part = clock_of(times).open_part(moment)
    return part if part and not has_said(user, part, clock_of(times).day_at(moment)) else None


def has_said(user: User, part: Part, day: date) -> bool:
    """Tell whether they said something of this part of that day."""
    said = own_day_on(user, day)
    return bool(said.intention if part is Part.MORNING else said.look_back)


def _keep(row: OwnDay, said: Said) -> None:
    row.intention, row.look_back = said.intention.strip(), said.look_back.strip()
    if not said.is_empty:
        row.save()
    elif row.pk:
        row.delete()
