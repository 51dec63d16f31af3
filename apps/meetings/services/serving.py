"""Who serves at a meeting: taking a role, stepping back from it, and asking somebody to take it over.

Whoever takes host or co-host may let people in, mute them and send them out. So that is for settled members alone, and
only for those who already do something for the group, or whom the series names, unless its owner said that members host
in turn (`Group.members_may_host`): a stranger could otherwise join, wait a day and hold the door. A greeter sees who
waits at the door, and is settled for the same reason; keeping the time and reading are open to newcomers, for a small
service is a way to belong. Whoever is muted speaks nowhere, and serves nowhere.

Everybody in the group sees the alias of whoever serves, a block or not: for that meeting they are on duty.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.core.queue import enqueue
from apps.groups.errors import Muted
from apps.groups.events import MemberChanged
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission, Role, State
from apps.groups.services.memberships import locked
from apps.meetings.errors import (
    HostingNotOpen,
    HostsAlready,
    MeetingCancelled,
    MeetingOver,
    NotForNewcomers,
    ServiceTaken,
    TooNewToServe,
    UnknownService,
)
from apps.meetings.models import Meeting, Service, ServiceRole
from apps.meetings.services.hosting import HOSTING, lock_meeting, membership_id, tell_changed
from apps.meetings.services.telling import tell_service_ended, tell_service_taken_over, tell_service_untaken

FOR_NEWCOMERS = frozenset({ServiceRole.TIMEKEEPER, ServiceRole.READER})
# From here on a role does not become free by itself: somebody is asked for, and facilitators know.
SHORT_NOTICE = timedelta(days=1)
# What becomes of a member and keeps them from serving for a while.
BARRING = frozenset({"muted", "suspended"})


def serve(access: GroupAccess, meeting: Meeting, *, role: str, wish: str) -> None:
    """Do what a member wants about a role: "take", "step_back" or "offer". Raises UnknownService and what those raise."""
    act = {"take": take_service, "step_back": step_back, "offer": offer_service}.get(wish)
    if act is None or role not in ServiceRole.values:
        raise UnknownService
    act(access, meeting, ServiceRole(role))


@transaction.atomic
def take_service(access: GroupAccess, meeting: Meeting, role: ServiceRole) -> Service:
    """The member has the role, or has it again after offering it; whoever had offered it is told.

    Raises ServiceTaken, HostsAlready, MeetingOver, MeetingCancelled, and whatever forbids taking it.
    """
    require_may_take(access, meeting, role)
    mine = membership_id(access)
    # A mute that is under way is waited for; whoever ends a membership locks it before its meetings, too.
    member, _group = locked(Membership(pk=mine))
    if member.is_muted():
        raise Muted
    meeting, service = _locked(meeting, role)
    if role in HOSTING and meeting.services.filter(role__in=HOSTING, membership=mine).exclude(role=role).exists():
        raise HostsAlready
    if service is None:
        service = Service.objects.create(meeting=meeting, membership_id=mine, role=role)
    elif service.offered_at is not None:
        _hand_over(service, mine)
    elif service.membership_id != mine:
        raise ServiceTaken
    tell_changed(meeting)
    return service


@transaction.atomic
def step_back(access: GroupAccess, meeting: Meeting, role: ServiceRole) -> None:
    """The role is free again; less than a day before the start it is offered instead. Repeating it changes nothing."""
    access.require(Permission.ATTEND_MEETING)
    meeting, service = _locked(meeting, role)
    if service is None or service.membership_id != membership_id(access):
        return
    if is_short_notice(meeting):
        _offer(service)
    else:
        service.delete()
    tell_changed(meeting)


@transaction.atomic
def offer_service(access: GroupAccess, meeting: Meeting, role: ServiceRole) -> None:
    """Others see that the member cannot come, and one of them may take it over. Repeating it changes nothing."""
    access.require(Permission.ATTEND_MEETING)
    _meeting, service = _locked(meeting, role)
    if service is not None and service.membership_id == membership_id(access):
        _offer(service)


def may_take(access: GroupAccess, meeting: Meeting, role: ServiceRole) -> bool:
    """Tell whether this person may take the role, if it is free or offered."""
    return _why_not(access, meeting, role) is None


def require_may_take(access: GroupAccess, meeting: Meeting, role: ServiceRole) -> None:
    """Pass whoever may take the role. Raises NotFound, NotPermitted, Muted, NotForNewcomers, TooNewToServe, HostingNotOpen."""
    access.require(Permission.ATTEND_MEETING)
    access.require(Permission.POST_MESSAGE)
    if reason := _why_not(access, meeting, role):
        raise reason


def is_short_notice(meeting: Meeting) -> bool:
    return meeting.starts_at - timezone.now() < SHORT_NOTICE


@transaction.atomic
def tell_untaken_services() -> int:
    """Tell facilitators once of each role that nobody took over a day before its meeting; return how many roles.

    Two workers at once never tell of the same one: its row is locked, told of and stamped in one transaction.
    """
    now = timezone.now()
    untaken = (
        Service.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(offered_at__isnull=False, told_at=None, meeting__starts_at__lte=now + SHORT_NOTICE)
        .filter(meeting__in=Meeting.objects.ahead(now).order_by().values("pk"))
        .select_related("meeting__series__group")
    )
    services = list(untaken)
    for service in services:
        tell_service_untaken(service, _responsible(service))
    Service.objects.filter(pk__in=[service.pk for service in services]).update(told_at=now)
    return len(services)


@transaction.atomic
def end_services(event: MemberChanged) -> None:
    """Whoever is out of the group serves at none of its meetings to come; whoever may not write, at none until then.

    The latter are told of each; facilitators too, where it begins within a day.
    """
    ahead = Meeting.objects.ahead().order_by().values("pk")
    services = Service.objects.filter(membership=event.membership_id, meeting__in=ahead)
    if event.change == "ended":
        services.delete()
    elif event.change in BARRING:
        for service in services.select_related("meeting__series__group", "membership__user"):
            if service.meeting.starts_at < _barred_until(service.membership):
                _end(service)


def _why_not(access: GroupAccess, meeting: Meeting, role: ServiceRole) -> Exception | None:
    if not (access.can(Permission.ATTEND_MEETING) and access.can(Permission.POST_MESSAGE)):
        return HostingNotOpen()
    if meeting.series.is_activity:
        # Its member hosts it.
        return HostingNotOpen()
    if State.NEWCOMER in access.states:
        if not meeting.series.is_open_to_newcomers:
            return NotForNewcomers()
        return None if role in FOR_NEWCOMERS else TooNewToServe()
    if role not in HOSTING or meeting.group.members_may_host or access.roles - {Role.MEMBER}:
        return None
    # All of them, for whoever reads many meetings has loaded them.
    is_named = any(host.pk == membership_id(access) for host in meeting.series.hosts.all())
    return None if is_named else HostingNotOpen()


def _locked(meeting: Meeting, role: ServiceRole) -> tuple[Meeting, Service | None]:
    """Return the meeting and who has the role. Two who want it are one after the other from here to the commit."""
    meeting = lock_meeting(meeting)
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingCancelled
    if not meeting.is_ahead:
        raise MeetingOver
    service = meeting.services.select_related("membership__user").filter(role=role).first()
    return meeting, service


def _hand_over(service: Service, to: int) -> None:
    former = service.membership
    service.membership_id, service.offered_at, service.told_at = to, None, None
    service.save(update_fields=["membership", "offered_at", "told_at"])
    if former.pk != to:
        tell_service_taken_over(service, former)


def _barred_until(member: Membership) -> datetime:
    return max(filter(None, (member.muted_until, member.suspended_until)), default=timezone.now())


def _end(service: Service) -> None:
    tell_service_ended(service)
    if is_short_notice(service.meeting):
        tell_service_untaken(service, _responsible(service))
    service.delete()
    tell_changed(service.meeting)


def _offer(service: Service) -> None:
    if service.offered_at is None:
        service.offered_at = timezone.now()
        service.save(update_fields=["offered_at"])
        enqueue("meetings.tell_untaken_services")


def _responsible(service: Service) -> QuerySet[Membership]:
    """Facilitators, or owners where there are none: everybody but the one who cannot come."""
    members = Membership.objects.taking_part().filter(group=service.meeting.series.group_id)
    others = members.exclude(pk=service.membership_id).select_related("user")
    facilitators = others.with_any_role(Role.FACILITATOR.value)
    return facilitators if facilitators.exists() else others.with_any_role(Role.OWNER.value)
