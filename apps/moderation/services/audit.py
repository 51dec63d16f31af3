"""The one place that writes the log."""

from apps.groups.permissions import GroupAccess
from apps.moderation.models import Action, AuditEntry, Report


def record_action(access: GroupAccess, action: Action) -> AuditEntry:
    """Add a line about an action, in the action's own transaction: neither is there without the other."""
    return AuditEntry.objects.create(
        group=access.group_public_id,
        actor="" if access.is_site_staff else access.membership_public_id,
        staff_id=access.user_id if access.is_site_staff else None,
        code=f"member.{action.kind}" if not action.message_public_id else f"message.{action.kind}",
        action=action.public_id,
        target=action.target.public_id if action.target else "",
        message=action.message_public_id,
    )


def record_closing(access: GroupAccess, report: Report) -> AuditEntry:
    """Add a line about a report that was looked at, in the same transaction. Who reported is not in it."""
    return _record_about(access, report, "report.looked_at")


def record_opening(access: GroupAccess, report: Report) -> AuditEntry:
    """Add a line about a look at a reported picture of a private room, before it is given out."""
    return _record_about(access, report, "report.picture_opened")


def _record_about(access: GroupAccess, report: Report, code: str) -> AuditEntry:
    return AuditEntry.objects.create(
        group=access.group_public_id,
        actor="" if access.is_site_staff else access.membership_public_id,
        staff_id=access.user_id if access.is_site_staff else None,
        code=code,
        action=report.public_id,
        target=report.reported.public_id if report.reported else "",
        message=report.snapshot.get("id", ""),
    )
