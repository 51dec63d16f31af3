"""Isolation, noticed with the member: whether they want the three questions, and when those are asked.

Nothing is asked, kept or looked up for whoever has not said so; with the end of it everything of it is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.journey.models import LonelinessAnswer, Noticing
from apps.journey.rules.reaching_out import next_reminder
from apps.journey.services.rule_ends import end_rule_of
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.sending import News, notify_of

# There is one unread notice a person.
NOTICE, TOPIC = "three_questions", "questions"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wish:
    """How often somebody wants to be asked, and whether a neutral mail or push may say so."""

    weeks: str
    goes_outside: bool = False


def noticing_of(user: User) -> Noticing | None:
    """Return what this person wants, or None for whoever did not ask for it."""
    return Noticing.objects.filter(user=user).first()


@transaction.atomic
def begin_noticing(user: User, wish: Wish, *, now: datetime | None = None) -> None:
    """The three questions come at this rhythm from now on, counted from the last answer."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    kept = noticing_of(user) or Noticing(user=user)
    kept.weeks, kept.goes_outside = wish.weeks, wish.goes_outside
    last = LonelinessAnswer.objects.filter(user=user).first()
    moment = now or timezone.now()
    kept.asks_at = next_asking(kept, last.said_at if last else moment, moment)
    kept.save()


@transaction.atomic
def end_noticing(user: User) -> None:
    """Nothing of it is left: neither the answers nor the rule, nor a notice about them."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    end_rule_of(user)
    LonelinessAnswer.objects.filter(user=user).delete()
    Noticing.objects.filter(user=user).delete()
    Notice.objects.filter(user=user, kind=NOTICE).delete()


def next_asking(kept: Noticing, last: datetime, now: datetime) -> datetime:
    """Return when the questions come next: in the morning, a whole rhythm after the last time."""
    zone = zone_or_utc(kept.user.time_zone)
    days = int(kept.weeks) * WEEK.days
    return next_reminder(last.astimezone(zone).date(), days, now.astimezone(zone).date(), zone)


def ask_questions(*, now: datetime | None = None) -> int:
    """Whoever wanted the questions by now has a notice; return how many that were. Whose quiet hours it is waits."""
    moment = now or timezone.now()
    due = Noticing.objects.filter(asks_at__lte=moment, user__is_active=True)
    people = set(due.values_list("user_id", flat=True))
    return sum(_ask(user_id, moment) for user_id in sorted(people - quiet_among(people, now=moment)))


@transaction.atomic
def _ask(user_id: int, now: datetime) -> bool:
    locked = Noticing.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("user")
    kept = locked.filter(user=user_id, asks_at__lte=now).first()
    if kept is None:
        return False
    # Whoever lets it pass hears of it a whole rhythm later; since when it waits stays as it is.
    kept.asked_at, kept.asks_at = kept.asked_at or now, next_asking(kept, now, now)
    kept.save(update_fields=["asked_at", "asks_at"])
    outside = now if kept.goes_outside else None
    notify_of(user_id, News(NOTICE, topic=TOPIC, scope="", details={}, latest={}, mail_after=outside, push_at=outside))
    return True


def still_asked(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices whose person has not answered since, and wanted to be told this way."""
    waiting = Noticing.objects.filter(user__in=[notice.user_id for notice in notices], asked_at__isnull=False)
    if way is not Way.PAGE:
        waiting = waiting.filter(goes_outside=True)
    people = set(waiting.values_list("user_id", flat=True))
    return [notice for notice in notices if notice.user_id in people]
