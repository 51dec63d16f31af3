"""The pushes of notices: one a person, while no page of theirs is open, and not in their quiet hours."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from apps.core.socket_limits import with_open_sockets
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.push_devices import reachable_devices
from apps.notifications.services.pushes import Push, PushKind, deliver_pushes
from apps.notifications.services.scopes import may_leave

BATCH = 100
# Longer than a batch may take when every service is slow.
LEASE = timedelta(minutes=5)
# Until quiet hours, or an open page, are looked at again.
LOOK_AGAIN = timedelta(minutes=1)
AFTER_FAILURE = timedelta(minutes=10)
# "There is something for you" helps nobody later; a night's quiet hours lie within.
USEFUL_FOR = timedelta(days=1)
# So long a push waits for a device that is off.
KEPT_FOR = timedelta(hours=12)
# A page that stays open that long without being read is open before nobody.
OPEN_AT_MOST = timedelta(hours=2)


def push_due_notices(*, now: datetime | None = None) -> int:
    """Return how many people's notices are settled: pushed, or no device of theirs is left.

    Several workers at once never take the same notice. All that is due for one person is one push. `now` is for tests.
    """
    moment, told = now or timezone.now(), 0
    while notices := _take(moment):
        told += _push(_those_for_now(notices, moment), moment)
    return told


@transaction.atomic
def _take(now: datetime) -> list[Notice]:
    """Return notices that are due, for this worker alone; each is due again when the lease is over, unless settled."""
    device = reachable_devices().filter(user=OuterRef("user"), created_at__lte=OuterRef("created_at"))
    due = Notice.objects.filter(
        Exists(device),
        push_at__lte=now,
        pushed_at=None,
        read_at=None,
        created_at__gt=now - USEFUL_FOR,
        user__is_active=True,
    )
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    taken = list(locked.order_by("user_id", "created_at", "pk")[:BATCH])
    _put_off(taken, now + LEASE)
    return taken


def _those_for_now(notices: Sequence[Notice], now: datetime) -> list[Notice]:
    people = {notice.user_id for notice in notices}
    quiet, here = quiet_among(people, now=now), with_open_sockets(people)
    later = [one for one in notices if one.user_id in quiet or (one.user_id in here and _is_fresh(one, now))]
    _put_off(later, now + LOOK_AGAIN)
    put_off = {notice.pk for notice in later}
    due = [notice for notice in notices if notice.pk not in put_off]
    right = may_leave(due, Way.PUSH)
    # It may be right for the page; and what is said next may be pushed again.
    _settle(set(due) - set(right), push_at=None)
    return right


def _is_fresh(notice: Notice, now: datetime) -> bool:
    return now - notice.created_at < OPEN_AT_MOST


def _push(notices: Iterable[Notice], now: datetime) -> int:
    people: dict[int, list[Notice]] = defaultdict(list)
    for notice in notices:
        people[notice.user_id].append(notice)
    own = list(people.values())
    settled = deliver_pushes([Push(some[0].user, PushKind.NOTICE, now + KEPT_FOR) for some in own])
    for some, is_settled in zip(own, settled, strict=True):
        if is_settled:
            _settle(some, pushed_at=timezone.now())
        else:
            _put_off(some, now + AFTER_FAILURE)
    return sum(settled)


def _put_off(notices: Iterable[Notice], until: datetime) -> None:
    _settle(notices, push_at=until)


def _settle(notices: Iterable[Notice], **fields: datetime | None) -> None:
    _unpushed(notices).update(**fields)


def _unpushed(notices: Iterable[Notice]) -> QuerySet[Notice]:
    return Notice.objects.filter(pk__in=[notice.pk for notice in notices], pushed_at=None)
