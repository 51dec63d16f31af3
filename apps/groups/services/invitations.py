"""Invitations: links that let their holder join until they expire, are used up or are taken back."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import AlreadyMember, InvitationSpent
from apps.groups.models import EndKind, Group, Invitation, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.admission import Wish, admit, is_barred, lock_group
from apps.groups.services.joining import checked_wish

LONGEST_LIFE = timedelta(days=30)
MOST_USES = 50


@transaction.atomic
def make_invitation(access: GroupAccess, *, lifetime: timedelta, uses: int) -> tuple[Invitation, str]:
    """Return the invitation and its token, which nobody can read again: only a hash of it is kept.

    Lifetime and uses are cut to 30 days and 50 people.
    """
    access.require(Permission.INVITE)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        group_id=access.group_id,
        made_by_id=access.membership_id,
        token_hash=_hash(token),
        expires_at=timezone.now() + min(lifetime, LONGEST_LIFE),
        uses_left=max(1, min(uses, MOST_USES)),
    )
    return invitation, token


def invite_person(group: Group, user_id: int) -> str:
    """Return the token of an invitation for this person alone; the caller decides whether they may have one."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        group=group, to_id=user_id, token_hash=_hash(token), expires_at=timezone.now() + LONGEST_LIFE
    )
    return token


@transaction.atomic
def revoke_invitation(access: GroupAccess, public_id: str) -> None:
    """The invitation no longer works; raises NotFound for one of another group."""
    access.require(Permission.INVITE)
    found = Invitation.objects.filter(group_id=access.group_id, public_id=public_id)
    if not found.update(revoked_at=timezone.now()):
        raise NotFound


def find_invited_group(token: str, user: User | None) -> Group:
    """Return the group that the token opens for this person.

    Raises InvitationSpent, the same whether it expired, was used, was taken back, never existed, or the person was
    removed from that group or is kept out of it.
    """
    invitation = Invitation.objects.select_related("group").filter(token_hash=_hash(token)).first()
    if invitation is None or not _opens_for(invitation, user.pk if user else None):
        raise InvitationSpent
    return invitation.group


@transaction.atomic
def accept_invitation(user: User, token: str, wish: Wish) -> Membership:
    """The person is a member and one use is spent; two at once for the last use: one of them gets InvitationSpent.

    Raises what `join_openly` raises for alias and agreement, and AlreadyMember, which spends nothing.
    """
    group = lock_group(find_invited_group(token, user).pk)
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("group").get(token_hash=_hash(token))
    if not _opens_for(invitation, user.pk):
        raise InvitationSpent
    if Membership.objects.active().filter(group=group, user=user).exists():
        raise AlreadyMember
    membership = admit(group, user.pk, checked_wish(group, user, wish))
    if invitation.made_by_id not in {None, membership.pk}:
        membership.invited_by_id = invitation.made_by_id
        membership.save(update_fields=["invited_by"])
    invitation.uses_left -= 1
    invitation.save(update_fields=["uses_left"])
    return membership


def _opens_for(invitation: Invitation, user_id: int | None) -> bool:
    was_removed = Membership.objects.filter(
        group=invitation.group, user_id=user_id or 0, end_kind=EndKind.REMOVED
    ).exists()
    is_good = invitation.is_good() and invitation.group.state == Group.State.ACTIVE
    # Whoever is not signed in learns only that there is one.
    is_theirs = invitation.to_id is None or user_id in {None, invitation.to_id}
    return is_good and is_theirs and not was_removed and not is_barred(user_id or 0, invitation.group_id)


def open_invitations(access: GroupAccess) -> list[Invitation]:
    """Return the links that still work, the soonest to expire first; what is for one person alone stays theirs."""
    access.require(Permission.INVITE)
    good = Invitation.objects.filter(group_id=access.group_id, to=None, revoked_at=None, uses_left__gt=0)
    return list(good.filter(expires_at__gt=timezone.now()).select_related("made_by").order_by("expires_at"))


def _hash(token: str) -> str:
    # The token has 256 random bits: no salt and no slow hash would add anything.
    return sha256(token.encode("utf-8", "replace")).hexdigest()
