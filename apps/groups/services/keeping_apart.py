"""Two people kept apart in every group they share, by a decision of site safety staff: silent, and shown to neither.

Beside each block of this kind one that somebody made by hand stands on its own: neither makes nor ends the other.
"""

from django.db import transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.core.realtime import tell_user
from apps.groups.events import BlockChanged, tell_block_changed, tell_block_changing
from apps.groups.models import Block, Group, KeptApart, Membership

type _Two = tuple[Membership, Membership]


def kept_apart(user_id: int, other_id: int) -> KeptApart | None:
    """Return that these two are kept apart, if they are."""
    one, other = sorted((user_id, other_id))
    return KeptApart.objects.filter(one=one, other=other).first()


@transaction.atomic
def keep_apart(asker_id: int, other_id: int) -> KeptApart:
    """The two do not meet in any group that knows both, nor in one that either joins later. Kept twice is kept.

    It stands as asked for by this one, besides the other one if they asked, too. Memberships that have ended count:
    whoever comes back comes back apart. That site safety staff decided so is for the caller to see to.
    """
    for two in _in_common(asker_id, other_id):
        tell_block_changing(_change(two))
    both = Membership.objects.filter(user__in=[asker_id, other_id])
    list(both.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    # A membership that comes into being refers to its account: what began before this has ended, what begins waits and
    # finds the pair (`part_on_arrival`).
    _lock_accounts(asker_id, other_id)
    one, other = sorted((asker_id, other_id))
    asked = {_side_of(asker_id, other_id): True}
    pair, _is_new = KeptApart.objects.update_or_create(one_id=one, other_id=other, defaults=asked)
    for two in _in_common(asker_id, other_id):
        _part(pair, two)
    return pair


@transaction.atomic
def let_meet(asker_id: int, other_id: int) -> bool:
    """What this one asked for holds no more; what the other one asked for, or either chose by hand, stays.

    Returns False where this one did not ask: then nothing has changed.
    """
    _lock_accounts(asker_id, other_id)
    pair = kept_apart(asker_id, other_id)
    if pair is None or not pair.was_asked_by(asker_id):
        return False
    if pair.was_asked_by(other_id):
        KeptApart.objects.filter(pk=pair.pk).update(**{_side_of(asker_id, other_id): False})
    else:
        _end(pair)
    return True


def part_on_arrival(membership: Membership, group: Group) -> None:
    """A new member does not meet whom they are kept apart from; called where a membership comes into being."""
    for pair in KeptApart.objects.filter(Q(one=membership.user_id) | Q(other=membership.user_id)):
        other_id = pair.other_id if pair.one_id == membership.user_id else pair.one_id
        if there := Membership.objects.select_related("group").filter(group=group, user=other_id).first():
            _block_both(pair, (membership, there))
            _hint((membership, there))


def _end(pair: KeptApart) -> None:
    shared = _in_common(pair.one_id, pair.other_id)
    pair.delete()
    for two in shared:
        _hint(two)


def _lock_accounts(*user_ids: int) -> None:
    list(User.objects.filter(pk__in=user_ids).select_for_update().order_by("pk").values_list("pk"))


def _side_of(asker_id: int, other_id: int) -> str:
    return "one_asked" if asker_id < other_id else "other_asked"


def _in_common(user_id: int, other_id: int) -> list[_Two]:
    theirs = {one.group_id: one for one in Membership.objects.filter(user=other_id)}
    own = Membership.objects.select_related("group").filter(user=user_id, group__in=theirs).order_by("pk")
    return [(one, theirs[one.group_id]) for one in own]


def _part(pair: KeptApart, two: _Two) -> None:
    own, other = two
    were_apart = Block.objects.between(own, other).exists()
    _block_both(pair, two)
    if not were_apart:
        tell_block_changed(_change(two))
        _hint(two)


def _block_both(pair: KeptApart, two: _Two) -> None:
    for blocker, blocked in (two, two[::-1]):
        Block.objects.get_or_create(blocker=blocker, blocked=blocked, kept_apart=pair)


def _change(two: _Two) -> BlockChanged:
    own, other = two
    return BlockChanged(is_made=True, group_id=own.group_id, blocker_id=own.pk, blocked_id=other.pk, is_everywhere=True)


def _hint(two: _Two) -> None:
    for member in two:
        # To look again; as with every block, the page of whoever is blocked is told nothing.
        tell_user(member.user_id, "access.changed", group=two[0].group.public_id)
