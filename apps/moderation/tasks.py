"""What runs in the background for moderation; the timetable is in config/celery.py."""

from celery import shared_task

from apps.moderation.services import audit_check, evidence


@shared_task(name="moderation.forget_evidence")
def forget_evidence() -> None:
    """Empty what was kept for reports that are done."""
    evidence.forget_evidence()


@shared_task(name="moderation.anchor_audit_log")
def anchor_audit_log() -> None:
    """Look whether the audit log is whole, and write down outside the database where it stands."""
    audit_check.anchor_log()
