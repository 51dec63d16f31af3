"""What moderators see: who is muted, what was done, and which groups a person looks after."""

from django.db.models import F, Q, QuerySet

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.permissions import GRANTS, Permission, Role
from apps.moderation.models import Action

PAGE = 30
LOOKING_AFTER = [role.value for role in Role if Permission.SEE_MODERATION in GRANTS[role]]


def actions_of(group: Group, *, before: str = "") -> tuple[list[Action], bool]:
    """Return a page of what was done, newest first, and whether there is more."""
    done = Action.objects.filter(group=group).select_related("actor", "target")
    last = done.filter(public_id=before).first() if before else None
    if last is not None:
        done = done.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    found = list(done[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def actions_on(member: Membership) -> QuerySet[Action]:
    """Return what was done about one member, oldest first."""
    return Action.objects.filter(target=member).select_related("actor").order_by("created_at", "pk")


def standing_in(group: Group, member: Membership | None = None) -> list[Action]:
    """Return the decisions about members, or about one, that hold now and can be taken back, what ends first first."""
    lasting = [Action.Kind.MUTE, Action.Kind.SUSPEND, Action.Kind.BAN, Action.Kind.REMOVE, Action.Kind.TAKE_DOWN]
    found = Action.objects.standing().filter(group=group, kind__in=lasting).select_related("target", "actor")
    if member is not None:
        found = found.filter(target=member)
    return list(found.order_by(F("until").asc(nulls_last=True), "-pk")[:PAGE])


def groups_looked_after(user: User) -> QuerySet[Group]:
    """Return the groups whose moderation this person sees; all of them for site safety staff."""
    if user.is_safety_staff:
        return Group.objects.order_by("name", "pk")
    mine = Membership.objects.taking_part().filter(user=user, roles__overlap=LOOKING_AFTER)
    return Group.objects.filter(pk__in=mine.values("group_id")).order_by("name", "pk")
