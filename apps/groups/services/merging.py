"""Two small groups become one: the owners of both agree, the smaller is closed, and its members are invited to the other.

Nothing is carried over. Whoever comes chooses an alias there, and nobody learns who they were; whom the other group keeps
out gets no invitation, and finds a closed group like any other.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import MergerDeclined, NotNow
from apps.groups.events import tell_group_decided
from apps.groups.models import EndKind, Group, Membership, Merger
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.services.access import find_group
from apps.groups.services.admission import is_barred
from apps.groups.services.invitations import invite_person
from apps.groups.services.lifecycle import become
from apps.groups.services.telling import notify_about, tell_staff

# After a refusal the same group is not asked again for so long.
AGAIN_AFTER = timedelta(days=14)


@transaction.atomic
def ask_to_merge(user: User, group_id: str, other_id: str) -> Merger:
    """The owners of the other group are asked whether the two become one; until they agree nothing changes.

    Asking another group takes this back. For a group without an owner site safety staff ask. Raises NotFound for whoever
    does not speak for the group, and for a group that they may not see; NotNow unless both live; MergerDeclined.
    """
    group, other = _both_locked(group_id, other_id)
    access = _speaking_for(user, group)
    if group == other or not find_group(other_id, user)[1].can(Permission.SEE_GROUP) or is_barred(user.pk, other.pk):
        raise NotFound
    _require_living(group, other)
    _require_not_declined_lately(group, other)
    mine = _open().filter(asking=group)
    if (same := mine.filter(asked=other).first()) is not None:
        return same
    mine.update(state=Merger.State.WITHDRAWN, decided_at=timezone.now())
    merger = Merger.objects.create(asking=group, asked=other)
    if not _tell_owners(other, "merger_asked"):
        tell_staff(other, "merger_asked_staff")
    tell_group_decided(access, "group.merger_asked", other.name)
    return merger


@transaction.atomic
def withdraw_merger(user: User, group_id: str) -> None:
    """No other group is asked any more."""
    group = _locked([group_id])[0]
    _speaking_for(user, group)
    _open().filter(asking=group).update(state=Merger.State.WITHDRAWN, decided_at=timezone.now())


@transaction.atomic
def answer_merger(user: User, group_id: str, public_id: str, *, is_accepted: bool, closes: str = "") -> None:
    """The two become one, or whoever asked has read that they do not; of two who answer at once exactly one counts.

    `closes` is the group that the page said would be closed. Raises NotFound for whoever does not speak for the group
    that is asked, NotNow when it was decided or taken back, when one of the two no longer lives, or when by now the other
    one would be closed.
    """
    found = Merger.objects.filter(public_id=public_id, asked__public_id=group_id).select_related("asking").first()
    if found is None:
        raise NotFound
    asked, asking = _both_locked(group_id, found.asking.public_id)
    access = _speaking_for(user, asked)
    closed, kept = closed_and_kept(asking, asked)
    if not _open().filter(pk=found.pk).exists() or (is_accepted and closes != closed.public_id):
        raise NotNow
    state = Merger.State.ACCEPTED if is_accepted else Merger.State.DECLINED
    Merger.objects.filter(pk=found.pk).update(state=state, decided_at=timezone.now())
    if not is_accepted:
        _tell_owners(asking, "merger_declined", other=asked.name)
        return
    _require_living(asking, asked)
    _merge(closed, kept)
    tell_group_decided(access, "group.merged", asking.name)


def closed_and_kept(asking: Group, asked: Group) -> tuple[Group, Group]:
    """Return which of the two would be closed, the one with fewer members, and which goes on."""
    sizes = {group: group.memberships.active().count() for group in (asking, asked)}
    return (asked, asking) if sizes[asked] < sizes[asking] else (asking, asked)


def asked_by(group: Group) -> Merger | None:
    """Return what this group asks of another one."""
    return _open().filter(asking=group).select_related("asked").first()


def to_answer(group: Group) -> list[tuple[Merger, Group, Group]]:
    """Return what other groups ask of this one, the oldest first, with which group would be closed and which goes on."""
    waiting = _open().filter(asked=group).select_related("asking").order_by("asked_at", "pk")
    return [(merger, *closed_and_kept(merger.asking, group)) for merger in waiting]


def _merge(closed: Group, kept: Group) -> None:
    # Whoever is suspended too: it was for a time, in a group that is gone, and nothing of it is carried over.
    members = list(closed.memberships.active().filter(user__is_active=True).order_by("pk"))
    others = _open().filter(Q(asking=closed) | Q(asked=closed))
    others.update(state=Merger.State.WITHDRAWN, decided_at=timezone.now())
    become(closed, Group.State.ARCHIVED)
    there = {member.user_id: member for member in kept.memberships.filter(user__in=[one.user_id for one in members])}
    for member in members:
        _invite(closed, kept, member.user_id, there.get(member.user_id))


def _invite(closed: Group, kept: Group, user_id: int, there: Membership | None) -> None:
    """The person has an invitation of their own, and knows; whoever is in the other group already knows, too."""
    if is_barred(user_id, kept.pk) or (there and there.end_kind == EndKind.REMOVED):
        return
    token = "" if there and there.is_active else invite_person(kept, user_id)
    notify_about(kept, user_id, "group_merged", closed=closed.name, token=token)


def _speaking_for(user: User, group: Group) -> GroupAccess:
    """Return what this person is in the locked group whose owner they are, or which has none and they are site staff."""
    present, access = find_group(group.public_id, user)
    if access.can(Permission.CHANGE_SETTINGS):
        return access
    if not user.is_safety_staff or present.ownerless_since is None:
        raise NotFound
    return access


def _both_locked(group_id: str, other_id: str) -> tuple[Group, Group]:
    found = {group.public_id: group for group in _locked([group_id, other_id])}
    return found[group_id], found[other_id]


def _locked(public_ids: Iterable[str]) -> list[Group]:
    # In the order of keys: two who decide about the same two groups do not wait for each other.
    wanted = {*public_ids}
    found = list(Group.objects.select_for_update(no_key=True).filter(public_id__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise NotFound
    return found


def _require_living(*groups: Group) -> None:
    if any(group.state != Group.State.ACTIVE for group in groups):
        raise NotNow


def _require_not_declined_lately(group: Group, other: Group) -> None:
    declined = Merger.objects.filter(asking=group, asked=other, state=Merger.State.DECLINED)
    last = declined.order_by("-decided_at").values_list("decided_at", flat=True).first()
    if last is not None and timezone.now() < last + AGAIN_AFTER:
        raise MergerDeclined(day=date_format(timezone.localtime(last + AGAIN_AFTER), "DATE_FORMAT"))


def _open() -> QuerySet[Merger]:
    return Merger.objects.filter(state=Merger.State.WAITING)


def _tell_owners(group: Group, kind: str, **details: str) -> bool:
    """Tell whether there is an owner who could be told."""
    owners = group.memberships.active().filter(user__is_active=True).with_any_role(Role.OWNER)
    told = [notify_about(group, owner.user_id, kind, wants_mail=True, **details) for owner in owners]
    return bool(told)
