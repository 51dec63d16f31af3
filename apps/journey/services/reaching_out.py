"""A gentle word that somebody wanted to reach out: at the rhythm they set, never in their quiet hours, never counted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.accounts.rules.time_zones import zone_or_utc
from apps.journey.models import CloseOne
from apps.journey.rules.reaching_out import next_reminder
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.sending import News, notify_of

# Also the topic: there is one unread notice a person, whomever it is about; it names nobody.
NOTICE = "reach_out"


def remind_of_reaching_out(*, now: datetime | None = None) -> int:
    """Whoever wanted a word by now has one; return to how many people that was. Whose quiet hours it is waits."""
    moment = now or timezone.now()
    due = CloseOne.objects.filter(remind_at__lte=moment, user__is_active=True)
    people = set(due.values_list("user_id", flat=True))
    return sum(_remind(user_id, moment) for user_id in sorted(people - quiet_among(people, now=moment)))


@transaction.atomic
def _remind(user_id: int, now: datetime) -> bool:
    locked = CloseOne.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    due = list(locked.filter(user=user_id, remind_at__lte=now).select_related("user").order_by("pk"))
    for one in due:
        # Whoever lets it pass hears of it a whole rhythm later, and not before.
        zone = zone_or_utc(one.user.time_zone)
        today = now.astimezone(zone).date()
        one.reminded_at, one.remind_at = now, next_reminder(today, int(one.rhythm), today, zone)
        one.save(update_fields=["reminded_at", "remind_at"])
    if due:
        outside = now if any(one.goes_outside for one in due) else None
        news = News(NOTICE, topic=NOTICE, scope="", details={}, latest={}, mail_after=outside, push_at=outside)
        notify_of(user_id, news)
    return bool(due)


def still_to_reach(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices whose person has not been in touch since, and wanted to be told this way."""
    waiting = CloseOne.objects.filter(user__in=[notice.user_id for notice in notices], reminded_at__isnull=False)
    if way is not Way.PAGE:
        waiting = waiting.filter(goes_outside=True)
    people = set(waiting.values_list("user_id", flat=True))
    return [notice for notice in notices if notice.user_id in people]
