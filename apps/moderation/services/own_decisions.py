"""What was decided about one person, for that person: in each group under the alias they have there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.moderation.models import Action, Appeal, AuditEntry, Ban
from apps.moderation.rules.appeals import WITHIN
from apps.moderation.services.appeals import can_appeal, waits_for_somebody
from apps.moderation.services.bans import bans_of

# What the lines of the log that are about a member say to them. Lines about cases name no member: whoever read that
# they were reported could guess by whom.
CODES: dict[str, Any] = {
    "member.warn": _("warned"),
    "member.unwarn": _("warning taken back"),
    "member.mute": _("muted"),
    "member.unmute": _("mute taken back"),
    "member.suspend": _("suspended"),
    "member.unsuspend": _("suspension taken back"),
    "member.remove": _("removed from the group"),
    "member.reinstate": _("removal taken back"),
    "member.ban": _("banned"),
    "member.unban": _("ban taken back"),
    "message.hide": _("message hidden"),
    "message.restore": _("message shown again"),
    "activity.take_down": _("activity taken down"),
    "activity.put_back": _("activity let stand again"),
    "message.declined": _("message turned down"),
    "message.released": _("message let stand"),
    "appeal.made": _("asked that somebody else looks"),
    "appeal.upheld": _("looked at again, and it stays"),
    "appeal.reversed": _("looked at again, and taken back"),
}

# What was done because their own words sounded as if they may be in danger; counted in no figures. Of what nobody told
# them they read nothing: it was never more than a question.
CARE_CODES: dict[str, Any] = {
    "care.told": _("somebody asked how you are"),
    "care.closed": _("asking how you are came to an end for now"),
    "care.card_asked": _("somebody asked to open your sealed card"),
    "care.card_opened": _("two people opened your sealed card"),
    "care.card_read": _("one of them read your sealed card"),
}
CARE = "care."
# Whose words they got themselves: what somebody wrote to them, and why their card was opened.
READ_BY_THEM = ("care.told", "care.card_opened")


@dataclass(frozen=True, slots=True)
class Own:
    """One decision as the person it is about sees it: never by whom of the moderators, never who reported."""

    action: Action
    appeal: Appeal | None
    may_appeal: bool
    # Nobody but who acted could look at it so far.
    waits_for_somebody: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One membership with what was decided about it, and the lines of the log that name it."""

    member: Membership
    decisions: list[Own]
    lines: list[tuple[AuditEntry, str]]


def places_with_decisions(user: User) -> list[Membership]:
    """Return the memberships about which something was decided or the log says something, ended ones included."""
    mine = Membership.objects.filter(user=user)
    decided = Action.objects.filter(target__user=user).values("target_id")
    cared_for = AuditEntry.objects.filter(code="care.told", target__in=mine.values("public_id")).values("target")
    found = mine.filter(Q(pk__in=decided) | Q(public_id__in=cared_for))
    return list(found.select_related("group").order_by("group__name", "pk"))


def is_shut_out(user: User) -> bool:
    """Tell whether a decision that holds closes a group to this person, or did for good within the last half year."""
    recent = timezone.now() - WITHIN
    out = Q(kind=Action.Kind.SUSPEND) | Q(
        kind__in=(Action.Kind.REMOVE, Action.Kind.BAN), target__ended_at__isnull=False
    )
    mine = Action.objects.standing().filter(out, target__user=user)
    felt = Q(until__isnull=False) | Q(created_at__gt=recent)
    return mine.filter(felt).exists() or bans_of(user.pk).filter(felt).exists()


def place_of(user: User, group_id: str) -> Place:
    """Return what was decided about this person in the group; raises NotFound where there is nothing."""
    member = Membership.objects.filter(user=user, group__public_id=group_id).select_related("group").first()
    found = Action.objects.filter(target=member).select_related("appeal").order_by("-created_at", "-pk")
    lines = _lines_about(member) if member else []
    decisions = [_own(action) for action in found] if member else []
    if member is None or not (decisions or lines):
        raise NotFound
    return Place(member, decisions, lines)


def _lines_about(member: Membership) -> list[tuple[AuditEntry, str]]:
    words = CODES | CARE_CODES
    entries = AuditEntry.objects.filter(target=member.public_id, group=member.group.public_id, code__in=words)
    return [(entry, words[entry.code]) for entry in told_of(entries).order_by("-place")]


def told_of(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """Return those of these lines about one person that may be told to them: of care nothing before they were told."""
    told = entries.filter(code="care.told").values("action")
    return entries.exclude(Q(code__startswith=CARE) & ~Q(action__in=told))


def decision_of(user: User, group_id: str, action_id: str) -> tuple[Membership, Own]:
    """Return one decision about this person, and their membership; raises NotFound for any other."""
    place = place_of(user, group_id)
    for own in place.decisions:
        if own.action.public_id == action_id:
            return place.member, own
    raise NotFound


def other_bans(user: User) -> list[Ban]:
    """Return the bans that hold for an address of this account and were spoken over another one, or an erased one."""
    return list(_once(bans_of(user.pk).exclude(action__target__user=user).select_related("group").order_by("pk")))


def _once(bans: Iterable[Ban]) -> Iterable[Ban]:
    seen: set[int | None] = set()
    for ban in bans:
        if ban.group_id not in seen:
            seen.add(ban.group_id)
            yield ban


def _own(action: Action) -> Own:
    appeal = getattr(action, "appeal", None)
    is_stuck = appeal is not None and waits_for_somebody(appeal)
    return Own(action, appeal, may_appeal=can_appeal(action), waits_for_somebody=is_stuck)
