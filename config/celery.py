"""The Celery application and the whole timetable, in UTC: what runs when, on one screen."""

import os
from datetime import timedelta

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("beside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EVERY_MINUTE = timedelta(minutes=1)
EVERY_HOUR = timedelta(hours=1)

app.conf.beat_schedule = {
    "notices: mails": {"task": "notifications.mail_notices", "schedule": EVERY_MINUTE},
    "messages: those they are for": {"task": "messaging.tell_people", "schedule": EVERY_MINUTE},
    "messages: without an answer": {"task": "messaging.offer_awaited", "schedule": EVERY_MINUTE},
    "meetings: reminders": {"task": "meetings.send_due_reminders", "schedule": EVERY_MINUTE},
    "meetings: forgotten open": {"task": "meetings.close_forgotten", "schedule": EVERY_MINUTE},
    "messages: end of keeping": {"task": "messaging.delete_expired", "schedule": EVERY_HOUR},
    "pictures: end of keeping": {"task": "messaging.delete_lost_pictures", "schedule": EVERY_HOUR},
    "reports: end of keeping": {"task": "moderation.forget_evidence", "schedule": EVERY_HOUR},
    "audit log: anchor": {"task": "moderation.anchor_audit_log", "schedule": crontab(hour=3, minute=17)},
    "meetings: weeks ahead": {"task": "meetings.materialise", "schedule": EVERY_HOUR},
    "meetings: services to take over": {"task": "meetings.tell_untaken_services", "schedule": EVERY_HOUR},
    "meetings: newcomers settle": {"task": "meetings.settle_newcomers", "schedule": EVERY_HOUR},
}

__all__ = ["app", "crontab"]
