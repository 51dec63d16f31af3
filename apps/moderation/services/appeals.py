"""Appeals: a member asks once that somebody else looks at what was decided about them, and somebody else does."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Block, Group, Membership
from apps.groups.permissions import GRANTS, GroupAccess, Permission, Role, rank_of
from apps.groups.services.access import read_access
from apps.moderation.errors import AppealClosed, AppealDecided
from apps.moderation.models import Action, Appeal
from apps.moderation.rules.appeals import Act, may_appeal, may_decide
from apps.moderation.rules.handling import Parties, may_handle
from apps.moderation.rules.words import require_words
from apps.moderation.services import actions, bans, reversal, turning_down
from apps.moderation.services.acting import Why, open_on_member, open_on_message
from apps.moderation.services.audit import record_appeal
from apps.moderation.services.letters import tell_decider, tell_upheld
from apps.moderation.services.reporters import reports_behind
from apps.notifications.models import Notice

DECIDING = [role.value for role in Role if Permission.DECIDE_APPEAL in GRANTS[role]]
_LOADED = ("action__group", "action__target", "action__actor", "action__evidence")


def can_appeal(action: Action) -> bool:
    """Tell whether the member may still ask that somebody else looks at it."""
    return may_appeal(_act(action), timezone.now())


@transaction.atomic
def make_appeal(user: User, action_id: str, *, words: str) -> Appeal:
    """Somebody else than who acted is asked to look, and knows; asked twice at once is asked once.

    Possible while suspended, removed or banned. Raises NotFound for what was not done to this person, AppealClosed when
    it was asked before, is too long ago, or was taken back, and Invalid for unusable words.
    """
    mine = Action.objects.filter(target__user=user, public_id=action_id).select_related("group", "target", "actor")
    action = mine.select_for_update(of=("self",)).first()
    if action is None or action.target is None:
        raise NotFound
    if not can_appeal(action):
        raise AppealClosed
    appeal = Appeal.objects.create(action=action, words=require_words(words))
    record_appeal(read_access(user, action.group), appeal)
    for user_id in _told(appeal):
        tell_decider(user_id, appeal, action.group)
    return appeal


def waiting_appeals(access: GroupAccess) -> list[Appeal]:
    """Return the group's appeals that this person may decide, the oldest first."""
    if not access.can(Permission.DECIDE_APPEAL):
        return []
    waiting = _loaded().filter(action__group_id=access.group_id, state=Appeal.State.WAITING)
    return [appeal for appeal in waiting if _is_for(access, appeal)]


def own_waiting(access: GroupAccess) -> list[Appeal]:
    """Return the group's appeals against what this person decided that nobody else could decide either: they wait."""
    waiting = _loaded().filter(action__group_id=access.group_id, state=Appeal.State.WAITING)
    return [one for one in waiting if access.user_id == _actor(one.action) and waits_for_somebody(one)]


def has_waiting_appeal(group_id: int) -> bool:
    """Tell whether somebody of the group waits for a second look: it is not erased meanwhile."""
    return Appeal.objects.filter(action__group=group_id, state=Appeal.State.WAITING).exists()


def waits_for_somebody(appeal: Appeal) -> bool:
    """Tell whether nobody but who acted could look at it: it waits until somebody else is there."""
    return appeal.is_waiting and not _told(appeal)


def tell_who_came() -> None:
    """What waited for somebody to come is told to whoever can decide it now; told once, it is not told again."""
    waiting = set(Appeal.objects.filter(state=Appeal.State.WAITING).values_list("public_id", flat=True))
    about = Notice.objects.filter(kind="appeal_made", details__appeal__in=list(waiting))
    for public_id in sorted(waiting - set(about.values_list("details__appeal", flat=True))):
        _tell_now(public_id)


@transaction.atomic
def _tell_now(public_id: str) -> None:
    locked = Appeal.objects.select_for_update(of=("self",), skip_locked=True).filter(public_id=public_id)
    appeal = locked.select_related("action", *_LOADED).first()
    if appeal is not None and appeal.is_waiting:
        for user_id in _told(appeal):
            tell_decider(user_id, appeal, appeal.action.group)


def find_appeal(access: GroupAccess, public_id: str) -> Appeal:
    """Return an appeal, decided or not, for whoever may decide it; raises NotFound for everybody else."""
    appeal = _loaded().filter(action__group_id=access.group_id, public_id=public_id).first()
    if appeal is None or not access.can(Permission.DECIDE_APPEAL) or not _is_for(access, appeal):
        raise NotFound
    return appeal


@transaction.atomic
def decide_appeal(access: GroupAccess, public_id: str, *, is_reversed: bool, why: Why) -> Appeal:
    """The decision stays or is undone, with its effect, and the member has been told. Of two at once exactly one counts.

    Raises NotFound for whoever may not decide it (who acted, whoever is party to it), AppealDecided when somebody has.
    """
    locked = Appeal.objects.select_for_update(of=("self",)).filter(action__group_id=access.group_id)
    if locked.filter(public_id=public_id).first() is None:
        raise NotFound
    appeal = find_appeal(access, public_id)
    if not appeal.is_waiting:
        raise AppealDecided
    appeal.answer = require_words(why.words)
    if is_reversed and not appeal.action.reversed_by_id:
        _undo(access, appeal.action, why)
    _close(access, appeal, Appeal.State.REVERSED if is_reversed else Appeal.State.UPHELD)
    return appeal


def _undo(access: GroupAccess, action: Action, why: Why) -> None:
    if action.kind == Action.Kind.HIDE:
        actions.restore(
            *open_on_message(access, action.message_public_id, Permission.DECIDE_APPEAL, is_appeal=True), why
        )
        return
    if action.kind == Action.Kind.DECLINE:
        turning_down.let_stand_after_all(access, action, why)
        return
    if action.scope == Action.Scope.SITE:
        bans.one_at_a_time()
    assert action.target is not None  # noqa: S101 - for the type alone: it is an appeal of theirs
    decision, _member = open_on_member(access, Permission.DECIDE_APPEAL, action.target, is_appeal=True)
    reversal.undo(decision, action, why)


def _close(access: GroupAccess, appeal: Appeal, state: Appeal.State) -> None:
    appeal.state, appeal.decided_at = state, timezone.now()
    appeal.decided_by_id = None if access.is_site_staff else access.membership_id
    appeal.decided_by_staff_id = access.user_id if access.is_site_staff else None
    appeal.save(update_fields=["state", "answer", "decided_at", "decided_by", "decided_by_staff"])
    record_appeal(access, appeal)
    if state == Appeal.State.UPHELD and appeal.action.target is not None:
        tell_upheld(appeal, appeal.action.group, appeal.action.target)


def _is_for(access: GroupAccess, appeal: Appeal) -> bool:
    in_group = {member.user_id for member in _deciders(appeal.action)}
    if not access.user_id or access.user_id in _party_to(appeal.action):
        return False
    if not access.is_site_staff and access.user_id not in in_group:
        return False
    is_for_group = bool(in_group)
    return may_decide(
        _act(appeal.action), access.user_id, is_site_staff=access.is_site_staff, is_for_group=is_for_group
    )


def _deciders(action: Action) -> list[Membership]:
    """Return the members of the group who are free to look: not who acted, not party to it, and of a rank above.

    In a group that is closed nobody is.
    """
    if action.group.state == Group.State.ARCHIVED:
        return []
    deciding = Membership.objects.taking_part().filter(group_id=action.group_id, roles__overlap=DECIDING)
    free = list(deciding.filter(user__is_active=True, user__is_safety_staff=False).exclude(user_id=_actor(action)))
    own = [member.pk for member in free]
    blocks = Block.objects.filter(Q(blocker__in=own) | Q(blocked__in=own)).values_list("blocker_id", "blocked_id")
    rank, known = _rank_then(action), set(blocks)
    reporters = reports_behind(action).values_list("reporter", flat=True)
    parties = [Parties(reporter, action.target_id, rank) for reporter in [None, *reporters]]
    free = [member for member in free if member.user_id != _person(action.target)]
    return [one for one in free if all(may_handle(one.pk, one.role_set, each, known) for each in parties)]


def _party_to(action: Action) -> set[int]:
    """Return the accounts of whom it was done to, and of whoever reported anything that belongs to it."""
    return {_person(action.target), *reports_behind(action).values_list("reporter__user", flat=True)}


def _rank_then(action: Action) -> int:
    """Return the rank of the member, with the roles that they lost by it."""
    return rank_of(bans.roles_then(action, action.target)) if action.target else -1


def _told(appeal: Appeal) -> list[int]:
    action = appeal.action
    in_group = [] if action.is_by_site_staff else [member.user_id for member in _deciders(action)]
    staff = User.objects.filter(is_safety_staff=True, is_active=True).exclude(pk=_actor(action))
    return in_group or list(staff.exclude(pk__in=_party_to(action)).values_list("pk", flat=True))


def _act(action: Action) -> Act:
    return Act(
        action.kind,
        action.created_at,
        _actor(action),
        is_by_site_staff=action.is_by_site_staff,
        is_taken_back=action.reversed_by_id is not None,
        is_appealed=hasattr(action, "appeal"),
    )


def _actor(action: Action) -> int:
    return action.staff_id or _person(action.actor)


def _person(member: Membership | None) -> int:
    return member.user_id if member else 0


def _loaded() -> QuerySet[Appeal]:
    return Appeal.objects.select_related("action", *_LOADED)
