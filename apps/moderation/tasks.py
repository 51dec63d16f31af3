"""What runs in the background for moderation; the timetable is in config/celery.py."""

from celery import shared_task

from apps.moderation.services import appeals, audit_check, bans, care, closing, evidence, flags, screening_queue


@shared_task(name="moderation.forget_evidence")
def forget_evidence() -> None:
    """Empty what was kept for reports that are done."""
    evidence.forget_evidence()


@shared_task(name="moderation.anchor_audit_log")
def anchor_audit_log() -> None:
    """Look whether the audit log is whole, and write down outside the database where it stands."""
    audit_check.anchor_log()


@shared_task(name="moderation.settle_cases")
def settle_cases() -> None:
    """Thank the reporters of what was closed, pass on what waits for too long, and tell who can decide about it now."""
    closing.settle_closed()
    closing.escalate_overdue()
    appeals.tell_who_came()


@shared_task(name="moderation.end_bans")
def end_bans() -> None:
    """Forget the addresses of people whose ban is over, and let them come back."""
    bans.end_bans()


@shared_task(name="moderation.bring_to_queue")
def bring_to_queue() -> None:
    """Bring messages that rules have found into the queue, and put out of sight what three members reported."""
    flags.hold_flagged()
    screening_queue.bring_to_queue()


@shared_task(name="moderation.remind_of_follow_ups")
def remind_of_follow_ups() -> None:
    """Remind whoever looked after somebody to ask again, and tell again of whom nobody looks after."""
    care.remind_of_follow_ups()
    care.tell_again()
