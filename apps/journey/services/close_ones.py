"""People outside Beside: kept, changed, taken away, and when one was in touch with them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.journey.errors import AsManyAsFit, NotYet
from apps.journey.models import CloseOne
from apps.journey.rules.reaching_out import next_reminder
from apps.journey.services.finding import find_own

MOST_CLOSE_ONES = 40


@dataclass(frozen=True, slots=True)
class AboutThem:
    """What somebody says of one of their people."""

    name: str
    who: str = ""
    reach: str = ""
    note: str = ""
    last_on: date | None = None
    rhythm: str = CloseOne.Rhythm.NEVER
    goes_outside: bool = False


def close_ones_of(user: User) -> list[CloseOne]:
    """Return all of this person's, in the order in which they were added."""
    return list(CloseOne.objects.filter(user=user))


@transaction.atomic
def add_close_one(user: User, about: AboutThem, *, today: date) -> CloseOne:
    """They are kept, for this person alone. Raises AsManyAsFit, and NotYet for a day to come."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if CloseOne.objects.filter(user=user).count() >= MOST_CLOSE_ONES:
        raise AsManyAsFit
    one = CloseOne(user=user)
    _say(one, about, today)
    one.save()
    return one


@transaction.atomic
def change_close_one(user: User, public_id: str, about: AboutThem, *, today: date) -> None:
    """This holds of them from now on. Raises NotFound, and NotYet for a day to come."""
    one = find_own(CloseOne, user, public_id, to_change=True)
    _say(one, about, today)
    one.save()


@transaction.atomic
def remove_close_one(user: User, public_id: str) -> None:
    """They are gone from here. Raises NotFound."""
    find_own(CloseOne, user, public_id, to_change=True).delete()


@transaction.atomic
def was_in_touch(user: User, public_id: str, *, today: date) -> None:
    """The two were in touch today; the next word about them comes a whole rhythm later. Raises NotFound."""
    one = find_own(CloseOne, user, public_id, to_change=True)
    one.last_on = today
    _plan(one, today)
    one.save(update_fields=["last_on", "remind_at", "reminded_at"])


def _say(one: CloseOne, about: AboutThem, today: date) -> None:
    if about.last_on and about.last_on > today:
        raise NotYet
    is_planned_anew = (one.rhythm, one.last_on) != (about.rhythm, about.last_on)
    one.name, one.who, one.reach, one.note = about.name, about.who, about.reach, about.note
    one.last_on, one.rhythm, one.goes_outside = about.last_on, about.rhythm, about.goes_outside
    if is_planned_anew:
        _plan(one, today)


def _plan(one: CloseOne, today: date) -> None:
    days = int(one.rhythm)
    zone = zone_or_utc(one.user.time_zone)
    one.remind_at = next_reminder(one.last_on or today, days, today, zone) if days else None
    one.reminded_at = None
