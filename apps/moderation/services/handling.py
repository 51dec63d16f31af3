"""Who handles reports, what they see of them, and how they end."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess, Permission, rank_of
from apps.moderation.models import Report
from apps.moderation.rules.handling import LEAST_URGENT, URGENCY, Parties, may_handle
from apps.moderation.rules.words import require_words
from apps.moderation.services.audit import record_closing
from apps.moderation.services.overview import LOOKING_AFTER
from apps.notifications.services.sending import notify

RECENT = 10


class Handlers:
    """Those who look after one group, read once: who of them may handle which of its reports."""

    def __init__(self, group_id: int) -> None:
        members = Membership.objects.taking_part().filter(group_id=group_id, roles__overlap=LOOKING_AFTER)
        self._members = list(members.filter(user__is_active=True))
        own = [member.pk for member in self._members]
        blocks = Block.objects.filter(Q(blocker__in=own) | Q(blocked__in=own))
        self._blocks = set(blocks.values_list("blocker_id", "blocked_id"))

    def of(self, report: Report) -> list[Membership]:
        """Return the members who may handle it; nobody means that it is for site safety staff."""
        parties = _parties(report)
        return [m for m in self._members if may_handle(m.pk, m.role_set, parties, self._blocks)]

    def include(self, access: GroupAccess, report: Report) -> bool:
        """Tell whether this person may see the report and close it."""
        found = self.of(report)
        if any(member.pk == access.membership_id for member in found):
            return True
        return access.is_site_staff and not found and access.user_id not in _users(report)


def open_reports(access: GroupAccess) -> list[Report]:
    """Return what waits for this person: by urgency, then the oldest first."""
    waiting = _seen_by(access, _loaded(access.group_id).filter(state=Report.State.OPEN).order_by("created_at", "pk"))
    return sorted(waiting, key=lambda report: URGENCY.get(report.category, LEAST_URGENT))


def recent_reports(access: GroupAccess) -> list[Report]:
    """Return what was looked at lately, the last first."""
    closed = _loaded(access.group_id).filter(state=Report.State.LOOKED_AT).order_by("-closed_at", "-pk")
    return _seen_by(access, closed[: RECENT * 3])[:RECENT]


def find_report(access: GroupAccess, public_id: str) -> Report:
    """Return a report, open or not, for whoever may handle it; raises NotFound for everybody else."""
    report = _loaded(access.group_id).filter(public_id=public_id).first()
    if report is None or not access.can(Permission.SEE_MODERATION):
        raise NotFound
    if not Handlers(access.group_id).include(access, report):
        raise NotFound
    return report


def tell_handlers(report: Report) -> None:
    """Everybody who may handle it has a neutral notice; nothing in it says who reported."""
    users = [member.user_id for member in Handlers(report.group_id).of(report)]
    details = {"group": report.group.name, "group_id": report.group.public_id, "is_urgent": report.is_urgent}
    for user_id in users or _staff_for(report):
        kind = "meeting_frozen" if report.subject == Report.Subject.MEETING else "report_made"
        notify(user_id, kind=kind, scope=report.group.public_id, details=details, wants_mail=True)


@transaction.atomic
def close_report(access: GroupAccess, public_id: str, *, note: str) -> Report:
    """The report was looked at: it leaves the list, a line is in the log, and the reporter knows.

    Closed twice is closed once. Raises NotFound for whoever may not handle it, Invalid for an unusable note.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("group", "reporter", "reported")
    report = locked.filter(group_id=access.group_id, public_id=public_id).first()
    if report is None or not access.can(Permission.SEE_MODERATION):
        raise NotFound
    if not Handlers(access.group_id).include(access, report):
        raise NotFound
    if report.is_open:
        report.note = require_words(note)
        _close(access, report)
    return report


def _close(access: GroupAccess, report: Report) -> None:
    report.state, report.closed_at = Report.State.LOOKED_AT, timezone.now()
    if access.is_site_staff:
        report.closed_by_staff_id = access.user_id
    else:
        report.closed_by_id = access.membership_id
    report.save(update_fields=["state", "closed_at", "closed_by", "closed_by_staff", "note"])
    record_closing(access, report)
    if report.reporter is not None:
        group = report.group
        details = {"group": group.name, "group_id": group.public_id, "made_at": report.created_at.isoformat()}
        notify(
            report.reporter.user_id, kind="report_looked_at", scope=group.public_id, details=details, wants_mail=True
        )


def _loaded(group_id: int) -> QuerySet[Report]:
    found = Report.objects.filter(group_id=group_id).prefetch_related("pictures")
    return found.select_related("group", "reporter", "reported", "message", "closed_by")


def _seen_by(access: GroupAccess, reports: Iterable[Report]) -> list[Report]:
    handlers = Handlers(access.group_id)
    return [report for report in reports if handlers.include(access, report)]


def _parties(report: Report) -> Parties:
    reported = report.reported
    return Parties(report.reporter_id, report.reported_id, rank_of(reported.role_set) if reported else -1)


def _users(report: Report) -> set[int]:
    return {member.user_id for member in (report.reporter, report.reported) if member}


def _staff_for(report: Report) -> list[int]:
    staff = User.objects.filter(is_safety_staff=True, is_active=True).exclude(pk__in=_users(report))
    return list(staff.values_list("pk", flat=True))
