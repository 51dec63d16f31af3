"""The Celery application and the whole timetable, in UTC: what runs when, on one screen."""

import os
from datetime import timedelta

from celery import Celery, signals
from celery.schedules import crontab

from apps.core.request_ids import begin_job, end_job
from config import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("beside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
signals.task_prerun.connect(begin_job)
signals.task_postrun.connect(end_job)

# Between two looks at what is due.
SWEEP = timedelta(seconds=env.whole_number("SWEEP_SECONDS", 60))
EVERY_HOUR = timedelta(hours=1)

app.conf.beat_schedule = {
    "notices: mails": {"task": "notifications.mail_notices", "schedule": SWEEP},
    "notices: pushes": {"task": "notifications.push_notices", "schedule": SWEEP},
    "notices: digests": {"task": "notifications.mail_digests", "schedule": SWEEP},
    "messages: those they are for": {"task": "messaging.tell_people", "schedule": SWEEP},
    "messages: without an answer": {"task": "messaging.offer_awaited", "schedule": SWEEP},
    "messages: hard words": {"task": "messaging.tell_of_hard_words", "schedule": SWEEP},
    "meetings: reminders": {"task": "meetings.send_due_reminders", "schedule": SWEEP},
    "meetings: reminders by push": {"task": "meetings.push_due_reminders", "schedule": SWEEP},
    "meetings: forgotten open": {"task": "meetings.close_forgotten", "schedule": SWEEP},
    "company: calls that are over": {"task": "journey.end_calls", "schedule": SWEEP},
    "pacts: quiet days and reviews": {"task": "journey.see_to_pacts", "schedule": SWEEP},
    "days: mornings and evenings": {"task": "journey.tell_of_days", "schedule": SWEEP},
    "people: reaching out": {"task": "journey.remind_of_reaching_out", "schedule": EVERY_HOUR},
    "supporters: links that are over": {"task": "journey.forget_invitations", "schedule": EVERY_HOUR},
    "isolation: three questions": {"task": "journey.ask_questions", "schedule": EVERY_HOUR},
    "isolation: rules": {"task": "journey.tell_by_rules", "schedule": EVERY_HOUR},
    "messages: end of keeping": {"task": "messaging.delete_expired", "schedule": EVERY_HOUR},
    "pictures: end of keeping": {"task": "messaging.delete_lost_pictures", "schedule": EVERY_HOUR},
    "cases: closed, and overdue": {"task": "moderation.settle_cases", "schedule": SWEEP},
    "messages: to be looked at": {"task": "moderation.bring_to_queue", "schedule": SWEEP},
    "reports: end of keeping": {"task": "moderation.forget_evidence", "schedule": EVERY_HOUR},
    "sign-ups: left alone": {"task": "accounts.sweep_unfinished", "schedule": EVERY_HOUR},
    "bans: end": {"task": "moderation.end_bans", "schedule": SWEEP},
    "exports: to make": {"task": "accounts.make_exports", "schedule": SWEEP},
    "exports and sessions: end of keeping": {"task": "accounts.end_exports", "schedule": EVERY_HOUR},
    "accounts: to erase": {"task": "accounts.erase_due", "schedule": EVERY_HOUR},
    "audit log: anchor": {"task": "moderation.anchor_audit_log", "schedule": crontab(hour=3, minute=17)},
    "care: asking again": {"task": "moderation.remind_of_follow_ups", "schedule": SWEEP},
    "groups: without an owner": {"task": "groups.find_owners", "schedule": EVERY_HOUR},
    "groups: to erase": {"task": "groups.erase_ended", "schedule": EVERY_HOUR},
    "groups: shifts ahead": {"task": "groups.plan_shifts", "schedule": EVERY_HOUR},
    "meetings: weeks ahead": {"task": "meetings.materialise", "schedule": EVERY_HOUR},
    "meetings: services to take over": {"task": "meetings.tell_untaken_services", "schedule": EVERY_HOUR},
    "meetings: newcomers settle": {"task": "meetings.settle_newcomers", "schedule": EVERY_HOUR},
}

__all__ = ["app", "crontab"]
