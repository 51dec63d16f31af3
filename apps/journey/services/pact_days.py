"""A day of a pact: what one means to do, and in the evening how it went. Only the two read it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.errors import NothingSaid
from apps.journey.models import PactDay
from apps.journey.services.pacts import Held, evening_of, pacts_of, side_of, standing_pact


@dataclass(frozen=True, slots=True)
class SaidOfDay:
    """What one of the two says of a day."""

    pledge: str = ""
    how: str = ""
    note: str = ""


def day_of(held: Held, now: datetime | None = None) -> date:
    """Return the day that this one writes of now: after midnight yesterday's, while their evening goes on."""
    return evening_of(side_of(held), held.own).day_at(now or timezone.now())


def own_day(held: Held, now: datetime | None = None) -> PactDay | None:
    """Return what this one said of the present day."""
    return PactDay.objects.filter(pact=held.pact, member=held.own, day=day_of(held, now)).first()


def days_in(held: Held) -> QuerySet[PactDay]:
    """Return what both said, the latest first."""
    return PactDay.objects.filter(pact=held.pact).select_related("member")


@transaction.atomic
def keep_day(user: User, public_id: str, said: SaidOfDay, *, now: datetime | None = None) -> None:
    """This holds of the present day, and the other one can read it.

    Raises NothingSaid, NotFound, and for whoever may not write in the group the reason why.
    """
    held = standing_pact(user, public_id, to_change=True)
    if not held.writes:
        raise NotFound
    access_of_membership(held.own).require(Permission.POST_MESSAGE)
    if not (said.pledge.strip() or said.how):
        raise NothingSaid
    present = own_day(held, now) or PactDay(pact=held.pact, member=held.own, day=day_of(held, now))
    present.pledge, present.how, present.note = said.pledge.strip(), said.how, said.note.strip()
    present.save()


def pact_for_today(user: User, now: datetime | None = None) -> Held | None:
    """Return the pact of which this person may want to say something now, or None.

    One day's word is asked for once: until it is pledged, and from the evening on until it is looked back at.
    """
    moment = now or timezone.now()
    return next((held for held in pacts_of(user, now=moment) if held.is_on and _is_open(held, moment)), None)


def _is_open(held: Held, now: datetime) -> bool:
    side = side_of(held)
    evening = evening_of(side, held.own)
    day = evening.day_at(now)
    if not held.writes or side.paused_at or day.weekday() not in held.pact.days or day > held.pact.review_on:
        return False
    said = own_day(held, now)
    return said is None or (not said.how and evening.hold_at(now))
