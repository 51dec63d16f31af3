"""What was good: kept for oneself, looked back at, and brought to a wall by nobody but oneself."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, TooFast
from apps.groups.models import Group, Membership
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.models import GoodThing
from apps.journey.rules.days import look_back_index
from apps.journey.services.finding import find_own
from apps.messaging.models import Message
from apps.messaging.services.drafts import Unsent, keep_draft
from apps.messaging.services.rooms import wall_room

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
    members = Membership.objects.taking_part().filter(user=user, group__has_wall=True).select_related("group", "user")
    return [
        member.group
        for member in members.order_by("group__name")
        if access_of_membership(member).can(Permission.POST_MESSAGE)
    ]


@transaction.atomic
def bring_to_wall(user: User, public_id: str, group_id: str) -> Group:
    """What it says stands where they write on that wall, and is sent when they send it: nobody reads it before.

    Raises NotFound for another's, and for a wall on which they may not write; DraftElsewhere where they have begun
    something else.
    """
    good = find_own(GoodThing, user, public_id)
    group = next((group for group in walls_of(user) if group.public_id == group_id), None)
    if group is None:
        raise NotFound
    member = Membership.objects.select_related("group", "user").get(user=user, group=group)
    kind = Message.Kind.WIN if good.kind == GoodThing.Kind.WIN else Message.Kind.PLAIN
    keep_draft(wall_room(group), access_of_membership(member), Unsent(good.words, kind=kind))
    return group
