"""What becomes of a membership. Who may do it to whom is decided by the callers named in each docstring."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.groups.models import EndKind, Group, Invitation, Membership
from apps.groups.services.admission import lock_group
from apps.groups.services.telling import tell


def locked(membership: Membership) -> tuple[Membership, Group]:
    """Return the membership as it is now, locked until commit, and its group.

    The lock waits for messages that are being posted under the old state, and new ones wait for it.
    """
    present = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("group")
    found = present.get(pk=membership.pk)
    return found, found.group


@transaction.atomic
def mute_membership(membership: Membership, until: datetime | None) -> None:
    """The member may read and not write until then, or write again (None). Moderation decides whether that may be."""
    present, group = locked(membership)
    present.muted_until = until
    present.save(update_fields=["muted_until"])
    tell("muted" if until else "unmuted", present, group)


@transaction.atomic
def suspend_membership(membership: Membership, until: datetime | None) -> None:
    """To the member there is no group until then; None lets them in again. Moderation decides whether that may be."""
    present, group = locked(membership)
    present.suspended_until = until
    present.save(update_fields=["suspended_until"])
    tell("suspended", present, group)


@transaction.atomic
def end_membership(membership: Membership, kind: EndKind) -> None:
    """The person is out of the group, without roles, and invitations they made no longer work.

    Removing somebody who left counts: they cannot come back. Leaving after a removal changes nothing.
    `leave_group` and moderation decide whether that may be.
    """
    lock_group(membership.group_id)
    present, group = locked(membership)
    if present.end_kind == EndKind.REMOVED or (present.ended_at and kind == EndKind.LEFT):
        return
    present.ended_at = present.ended_at or timezone.now()
    present.end_kind = kind
    present.roles = []
    present.save(update_fields=["ended_at", "end_kind", "roles"])
    made = Invitation.objects.filter(made_by=present, revoked_at=None)
    made.update(revoked_at=timezone.now())
    tell("ended", present, group)


@transaction.atomic
def reopen_membership(membership: Membership, roles: Iterable[str]) -> None:
    """Whoever was sent away is in the group as before, with these roles. Moderation decides whether that may be."""
    lock_group(membership.group_id)
    present, group = locked(membership)
    if present.is_active:
        return
    present.ended_at, present.end_kind, present.roles = None, "", list(roles)
    present.save(update_fields=["ended_at", "end_kind", "roles"])
    tell("joined", present, group)


@transaction.atomic
def let_return(membership: Membership) -> None:
    """Whoever was sent away may come back by the group's door, as if they had left themselves."""
    present, _group = locked(membership)
    if present.end_kind == EndKind.REMOVED:
        present.end_kind = EndKind.LEFT
        present.save(update_fields=["end_kind"])


@transaction.atomic
def settle_membership(membership: Membership) -> None:
    """The member is no longer a newcomer; nothing changes for one who is not."""
    present, group = locked(membership)
    if present.settled_at is None:
        present.settled_at = timezone.now()
        present.save(update_fields=["settled_at"])
        tell("settled", present, group)
