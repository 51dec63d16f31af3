"""What was good: kept for oneself, looked back at, and brought to a wall by nobody but oneself."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import TooFast
from apps.groups.models import Group
from apps.journey.models import GoodThing
from apps.journey.rules.days import look_back_index
from apps.journey.services.finding import find_own
from apps.journey.services.sharing import PlaceKind, bring, places_of
from apps.messaging.models import Message

MOST_IN_A_DAY = 60


@dataclass(frozen=True, slots=True)
class Good:
    """What somebody says."""

    kind: str
    words: str


def good_things_of(user: User) -> QuerySet[GoodThing]:
    """Return all of this person's, the latest first."""
    return GoodThing.objects.filter(user=user)


@transaction.atomic
def keep_good_thing(user: User, good: Good) -> GoodThing:
    """It is kept for them alone. Raises TooFast for a page that does not stop."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if good_things_of(user).filter(kept_at__date=timezone.localdate()).count() >= MOST_IN_A_DAY:
        raise TooFast
    return GoodThing.objects.create(user=user, kind=good.kind, words=good.words.strip())


@transaction.atomic
def change_good_thing(user: User, public_id: str, good: Good) -> None:
    """It says this from now on. Raises NotFound."""
    found = find_own(GoodThing, user, public_id, to_change=True)
    found.kind, found.words = good.kind, good.words.strip()
    found.save(update_fields=["kind", "words"])


@transaction.atomic
def remove_good_thing(user: User, public_id: str) -> None:
    """It is gone here; what was put on a wall stays there. Raises NotFound."""
    find_own(GoodThing, user, public_id, to_change=True).delete()


def look_back(user: User, today: date) -> GoodThing | None:
    """Return one from a week ago or longer, another one each day, or None while there is none."""
    found = list(good_things_of(user).order_by("kept_at", "pk").values_list("pk", "kept_at"))
    place = look_back_index([timezone.localtime(kept_at).date() for _pk, kept_at in found], today)
    return None if place is None else GoodThing.objects.filter(pk=found[place][0]).first()


def walls_of(user: User) -> list[Group]:
    """Return the groups on whose wall this person may write."""
    return [place.member.group for place in places_of(user) if place.kind is PlaceKind.WALL]


@transaction.atomic
def bring_to_wall(user: User, public_id: str, group_id: str) -> Group:
    """What it says stands where they write on that wall, and is sent when they send it: nobody reads it before.

    Raises NotFound for another's, and for a wall on which they may not write; BegunThere where they have begun something
    else.
    """
    good = find_own(GoodThing, user, public_id)
    kind = Message.Kind.WIN if good.kind == GoodThing.Kind.WIN else Message.Kind.PLAIN
    return bring(user, f"{PlaceKind.WALL}:{group_id}", good.words, kind=kind)[0].member.group
