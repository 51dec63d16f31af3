"""A neutral word at the times that somebody chose for looking ahead and back; never in their quiet hours, never late."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.journey.models import OwnTimes
from apps.journey.rules.own_days import LATE, Part
from apps.journey.services.own_days import NOTICES, clock_of, has_said
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.sending import News, notify_of

KINDS, TOPIC = tuple(NOTICES.values()), "own_day"
_PART_OF = {kind: part for part, kind in NOTICES.items()}


def tell_of_days(*, now: datetime | None = None) -> int:
    """Whoever wanted a word by now has one; return how many that were. Whose quiet hours it is waits, or goes without."""
    moment = now or timezone.now()
    is_due = Q(morning_next__lte=moment) | Q(evening_next__lte=moment)
    people = set(OwnTimes.objects.filter(is_due, user__is_active=True).values_list("user_id", flat=True))
    return sum(_tell(user_id, moment) for user_id in sorted(people - quiet_among(people, now=moment)))


@transaction.atomic
def _tell(user_id: int, now: datetime) -> int:
    locked = OwnTimes.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("user")
    times = locked.filter(user=user_id).first()
    return sum(_tell_part(times, part, now) for part in Part) if times else 0


def _tell_part(times: OwnTimes, part: Part, now: datetime) -> bool:
    waits_for: datetime | None = getattr(times, f"{part}_next")
    if waits_for is None or waits_for > now:
        return False
    clock = clock_of(times)
    setattr(times, f"{part}_next", clock.next_after(part, now))
    times.save(update_fields=[f"{part}_next"])
    # By the clock on their wall now: whoever has travelled since is not told at the hour of another country.
    last, day = clock.last_until(part, now), clock.day_at(now)
    if last is None or now - last > LATE or clock.day_at(last) != day or has_said(times.user, part, day):
        return False
    _notify(times, part, day.toordinal(), now)
    return True


def _notify(times: OwnTimes, part: Part, day: int, now: datetime) -> None:
    # What was let pass yesterday does not lie there today, and keeps no mail from leaving.
    Notice.objects.filter(user=times.user_id, kind__in=KINDS).delete()
    outside = now if times.goes_outside else None
    latest = {"day": day}
    news = News(NOTICES[part], topic=TOPIC, scope="", details={}, latest=latest, mail_after=outside, push_at=outside)
    notify_of(times.user_id, news)


def still_of_today(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices that are of their person's present day, of which they said nothing yet, told as they chose."""
    people = [notice.user_id for notice in notices]
    found = {times.user_id: times for times in OwnTimes.objects.filter(user__in=people).select_related("user")}
    return [notice for notice in notices if notice.user_id in found and _is_so(found[notice.user_id], notice, way)]


def _is_so(times: OwnTimes, notice: Notice, way: Way) -> bool:
    part, clock = _PART_OF[notice.kind], clock_of(times)
    day = clock.day_at(timezone.now())
    is_chosen = clock.moment_of(part, day) is not None and (way is Way.PAGE or times.goes_outside)
    return is_chosen and notice.details.get("day") == day.toordinal() and not has_said(times.user, part, day)
