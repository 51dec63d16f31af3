"""Who may handle a case, and that they are told of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Block, Group, Membership
from apps.groups.permissions import GroupAccess, Permission, rank_of
from apps.moderation.models import Case, Report
from apps.moderation.rules.handling import Parties, may_handle
from apps.moderation.services.overview import LOOKING_AFTER
from apps.notifications.services.sending import notify

# About these nobody of the group decides: its owner is party to it, or it reaches into other groups.
FOR_STAFF_ALONE = frozenset({Report.Subject.GROUP, Report.Subject.PAGE, Report.Subject.APART})


@dataclass(frozen=True, slots=True)
class Hands:
    """In what part somebody handles a case: as a member of its group, or (nobody) as site safety staff."""

    user_id: int
    member: Membership | None

    def hold(self, case: Case) -> bool:
        """Tell whether the case is, or was at its end, in these hands."""
        if self.member is not None:
            return case.hands_id == self.member.pk
        return case.staff_hands_id == self.user_id


class Readers(StrEnum):
    """Who reads a case, as its page says."""

    GROUP = "group"
    SITE = "site"
    BOTH = "both"


class Handlers:
    """Those who look after some groups, read once: who of them may handle which case."""

    def __init__(self, cases: Iterable[Case]) -> None:
        groups = {case.group_id for case in cases if case.group_id}
        members = Membership.objects.taking_part().filter(group__in=groups, roles__overlap=LOOKING_AFTER)
        self._members = list(members.filter(user__is_active=True).order_by("pk"))
        own = [member.pk for member in self._members]
        blocks = Block.objects.filter(Q(blocker__in=own) | Q(blocked__in=own))
        self._blocks = set(blocks.values_list("blocker_id", "blocked_id"))
        self._staff = list(User.objects.filter(is_safety_staff=True, is_active=True).values_list("pk", flat=True))

    def of(self, case: Case, reports: Iterable[Report] | None = None) -> list[Membership]:
        """Return the members of the group who may handle it; nobody means that it is for site safety staff alone.

        As if it were made of these reports, where they are given. Without site safety staff, whoever said "not me" comes
        back when all have.
        """
        if case.subject in FOR_STAFF_ALONE or (case.group and case.group.state == Group.State.ARCHIVED):
            return []
        not_for = {user.pk for user in case.not_for.all()}
        parties = [_parties(report) for report in _made_of(case, reports)]
        own = [member for member in self._members if member.group_id == case.group_id]
        able = [m for m in own if all(may_handle(m.pk, m.role_set, p, self._blocks) for p in parties)]
        free = [member for member in able if member.user_id not in not_for]
        return free if free or self.staff_of(case, reports) else able

    def staff_of(self, case: Case, reports: Iterable[Report] | None = None) -> list[int]:
        """Return the site safety staff who are not party to it; whoever said "not me" comes back when all have."""
        parties = _users(_made_of(case, reports))
        impartial = [pk for pk in self._staff if pk not in parties]
        not_for = {user.pk for user in case.not_for.all()}
        return [pk for pk in impartial if pk not in not_for] or impartial

    def able(self, case: Case, reports: Iterable[Report]) -> set[int]:
        """Return everybody who could handle the case if it were made of these reports, its time over or not."""
        reports = list(reports)
        return {member.user_id for member in self.of(case, reports)} | set(self.staff_of(case, reports))

    def users_of(self, case: Case) -> set[int]:
        """Return everybody who may handle it now."""
        members = {member.user_id for member in self.of(case)}
        return members | set(self.staff_of(case)) if _is_for_staff(case, members) else members

    def hands_of(self, user_id: int, case: Case) -> Hands | None:
        """Return in what part this person handles the case; None for whoever may not even know of it."""
        members = self.of(case)
        for member in members:
            if member.user_id == user_id:
                return Hands(user_id, member)
        is_open_to_staff = _is_for_staff(case, members) and user_id in self.staff_of(case)
        return Hands(user_id, None) if is_open_to_staff else None


def loaded(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the cases with what `Handlers` and the pages ask of them."""
    with_people = cases.select_related("group", "about", "hands")
    return with_people.prefetch_related(
        "not_for", "reports__reporter", "reports__reported", "reports__message", "reports__pictures", "reports__group"
    )


def find_case(user_id: int, public_id: str) -> tuple[Case, Hands]:
    """Return a case, done or not, and in what part this person handles it; raises NotFound for everybody else."""
    case = loaded(Case.objects.filter(public_id=public_id)).first()
    hands = Handlers([case]).hands_of(user_id, case) if case else None
    if case is None or hands is None:
        raise NotFound
    return case, hands


def may_join(case: Case, report: Report) -> bool:
    """Tell whether the report may be part of the case: it takes nobody away but whoever made it, and not the last one.

    Who may handle a case depends on who reported: nobody chooses by a report of their own who judges another's.
    """
    handlers, reports = Handlers([case]), list(case.reports.all())
    before, together = handlers.able(case, reports), handlers.able(case, [*reports, report])
    own = {report.reporter.user_id} if report.reporter else set()
    are_read_apart = bool(before or handlers.able(case, [report]))
    return before - together <= own and (bool(together) or not are_read_apart)


def is_for_staff_alone(access: GroupAccess, member: Membership | None) -> bool:
    """Tell a reporter whether site safety staff alone read what they say about this member.

    It follows from roles alone, which members see, and never from blocks, of which nobody may learn here.
    """
    own = Membership.objects.taking_part().filter(group=access.group_id, roles__overlap=LOOKING_AFTER)
    able = own.filter(user__is_active=True).exclude(pk=access.membership_id or 0)
    rank = rank_of(member.role_set) if member else -1
    parties = Parties(access.membership_id, member.pk if member else None, rank)
    return not any(may_handle(one.pk, one.role_set, parties) for one in able)


def hiding_permission(access: GroupAccess, message_id: str) -> Permission:
    """Return by what right this person hides the message: their part in the group or, of site safety staff, its case.

    Raises NotFound for site safety staff without a part in the group who handle no case in which it was reported.
    """
    if access.can(Permission.HIDE_MESSAGE) or not access.can(Permission.HIDE_REPORTED):
        return Permission.HIDE_MESSAGE
    reported = Case.objects.filter(group=access.group_id, reports__message__public_id=message_id).distinct()
    cases = list(loaded(reported))
    handlers = Handlers(cases)
    if not any(handlers.hands_of(access.user_id or 0, case) for case in cases):
        raise NotFound
    return Permission.HIDE_REPORTED


def has_staff(report: Report) -> bool:
    """Tell whether there are site safety staff who are not party to the report's case; without a case, as if."""
    case = loaded(Case.objects.filter(reports=report)).first()
    return case is None or bool(Handlers([case]).staff_of(case))


def readers_of(case: Case) -> Readers:
    """Return who may read the case now."""
    if not Handlers([case]).of(case):
        return Readers.SITE
    return Readers.BOTH if case.escalated_at else Readers.GROUP


def access_of_hands(case: Case, hands: Hands) -> GroupAccess:
    """Return who acts, as the log writes it: an alias's public id, or site safety staff."""
    group, member = case.group, hands.member
    return GroupAccess(
        group_id=group.pk if group else 0,
        group_public_id=group.public_id if group else "",
        user_id=hands.user_id,
        membership_public_id=member.public_id if member else "",
        is_site_staff=member is None,
    )


def audience(case: Case) -> set[int]:
    """Return who may handle the case as it stands in the database now."""
    present = loaded(Case.objects.filter(pk=case.pk)).get()
    return Handlers([present]).users_of(present)


def tell_handlers(report: Report, user_ids: Iterable[int]) -> None:
    """These people have a neutral notice; nothing in it says who reported."""
    group, case = report.group, report.case
    details = {"group": group.name if group else "", "is_urgent": report.is_urgent}
    details |= {"group_id": group.public_id if group else "", "case_id": case.public_id if case else ""}
    kind = "meeting_frozen" if report.is_of_a_stopped_meeting else "report_made"
    for user_id in user_ids:
        notify(user_id, kind=kind, scope=group.public_id if group else "", details=details, wants_mail=True)


def _is_for_staff(case: Case, members: Collection[object]) -> bool:
    """Tell whether site safety staff look at it: beside the group's own once its time was over, alone without them."""
    return case.escalated_at is not None or not members


def _parties(report: Report) -> Parties:
    reported = report.reported
    return Parties(report.reporter_id, report.reported_id, rank_of(reported.role_set) if reported else -1)


def _made_of(case: Case, reports: Iterable[Report] | None) -> Iterable[Report]:
    return case.reports.all() if reports is None else reports


def _users(reports: Iterable[Report]) -> set[int]:
    return {member.user_id for report in reports for member in (report.reporter, report.reported) if member}
