"""When the mail of a notice leaves: once, after its wait, when the person is away, and not in their quiet hours."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import redis
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.conf import settings as present
from django.core import mail
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications import currency
from apps.notifications.models import Notice, QuietHours
from apps.notifications.rules.kinds import Chosen, Ways
from apps.notifications.services import choices
from apps.notifications.services.mailing import HERE_AT_MOST, mail_due_notices
from apps.notifications.services.sending import News, notify, notify_of, unread_of

pytestmark = pytest.mark.django_db

WAIT = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


def news(topic: str = "abcdefghijkm", **fields: object) -> News:
    fields = {"mail_after": timezone.now() + WAIT, "latest": {"latest": 1}, "details": {}} | fields
    return News(kind="something_new", topic=topic, scope="", **fields)  # type: ignore[arg-type]


def later(**passed: float) -> datetime:
    return timezone.now() + WAIT + timedelta(**passed) + timedelta(seconds=1)


def open_socket(user: User, *, seconds: float) -> None:
    with redis.Redis.from_url(present.REDIS_URL) as connection:
        connection.zadd(f"sockets:{user.pk}", {"tab": time.time() + seconds})


def test_mail_waits_its_ten_minutes_and_leaves_once(nia: User) -> None:
    notify_of(nia.pk, news())
    assert mail_due_notices() == 0
    assert mail_due_notices(now=later()) == 1
    assert mail_due_notices(now=later(hours=1)) == 0


def test_many_things_that_are_new_are_one_notice_and_one_mail(nia: User) -> None:
    for number in range(1, 5):
        notify_of(nia.pk, news(latest={"latest": number}))
    notify_of(nia.pk, news("another"))
    notify(nia.pk, kind="something", wants_mail=True)
    assert [notice.details.get("latest") for notice in unread_of(nia.pk).order_by("pk")] == [4, 1, None]
    assert mail_due_notices(now=later()) == 1
    assert Notice.objects.filter(mailed_at=None).count() == 0


def test_what_is_told_in_the_other_order_takes_nothing_back(nia: User) -> None:
    for number in (8, 7):
        notify_of(nia.pk, news(latest={"latest": number}))
    assert unread_of(nia.pk).get().details["latest"] == 8


def test_after_a_mail_nothing_more_is_mailed_about_the_topic_until_it_was_read(nia: User) -> None:
    notify_of(nia.pk, news())
    mail_due_notices(now=later())
    notify_of(nia.pk, news(latest={"latest": 2}))
    assert mail_due_notices(now=later(hours=1)) == 0
    Notice.objects.update(read_at=timezone.now())
    notify_of(nia.pk, news(latest={"latest": 3}))
    assert mail_due_notices(now=later(hours=1)) == 1


def test_whoever_has_a_page_open_gets_no_mail_until_they_close_it(nia: User) -> None:
    notify_of(nia.pk, news())
    open_socket(nia, seconds=60)
    assert mail_due_notices(now=later()) == 0
    open_socket(nia, seconds=-1)
    assert mail_due_notices(now=later(minutes=2)) == 1


def test_page_that_stays_open_unread_for_hours_is_open_before_nobody(nia: User) -> None:
    notify_of(nia.pk, news())
    open_socket(nia, seconds=60)
    assert mail_due_notices(now=later() + HERE_AT_MOST) == 1


def test_whoever_asked_for_a_page_a_moment_ago_gets_no_mail_yet(nia: User) -> None:
    notify_of(nia.pk, news())
    session = UserSession.objects.create(user=nia, session_key="k", ip="127.0.0.1", user_agent="")
    UserSession.objects.filter(pk=session.pk).update(last_seen_at=later() - 5 * MINUTE)
    assert mail_due_notices(now=later()) == 0
    assert mail_due_notices(now=later(minutes=15)) == 1


def test_while_redis_is_away_whoever_asks_for_nothing_counts_as_away(nia: User, settings: LazySettings) -> None:
    notify_of(nia.pk, news())
    open_socket(nia, seconds=60)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert mail_due_notices(now=later()) == 1


def quiet(user: User, starts: str, ends: str, **more: bool) -> None:
    QuietHours.objects.create(user=user, is_on=True, starts_at=starts, ends_at=ends, **more)


def test_in_quiet_hours_nothing_leaves_and_afterwards_one_mail(nia: User, eve: User) -> None:
    evening = datetime(2026, 11, 20, 23, tzinfo=UTC)
    quiet(nia, "22:00", "07:00")
    for user in (nia, eve):
        notify(user.pk, kind="something", wants_mail=True)
        notify_of(user.pk, news(mail_after=evening))
    Notice.objects.update(created_at=evening)
    assert mail_due_notices(now=evening + MINUTE) == 1
    assert mail.outbox[0].to == [eve.email]
    assert mail_due_notices(now=datetime(2026, 11, 21, 6, 59, tzinfo=UTC)) == 0
    assert mail_due_notices(now=datetime(2026, 11, 21, 7, 1, tzinfo=UTC)) == 1
    assert mail.outbox[1].to == [nia.email]


def test_what_was_read_in_the_page_during_quiet_hours_leaves_no_mail(nia: User) -> None:
    evening = datetime(2026, 11, 20, 23, tzinfo=UTC)
    quiet(nia, "22:00", "07:00")
    notify_of(nia.pk, news(mail_after=evening))
    assert mail_due_notices(now=evening) == 0
    Notice.objects.update(read_at=timezone.now())
    assert mail_due_notices(now=evening + timedelta(hours=9)) == 0


def test_quiet_people_hold_up_nobody(nia: User, eve: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.notifications.services.mailing.BATCH", 2)
    evening = datetime(2026, 11, 20, 23, tzinfo=UTC)
    quiet(nia, "22:00", "07:00")
    for number in range(5):
        notify_of(nia.pk, news(f"topic-{number}", mail_after=evening))
    notify_of(eve.pk, news(mail_after=evening))
    assert mail_due_notices(now=evening) == 1


def test_reminders_wait_but_for_whoever_said_otherwise(nia: User, eve: User) -> None:
    quiet(nia, "22:00", "07:00", holds_reminders=False)
    quiet(eve, "22:00", "07:00")
    night = datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert choices.quiet_among([nia.pk, eve.pk], now=night) == {nia.pk, eve.pk}
    assert choices.quiet_among([nia.pk, eve.pk], now=night, for_reminders=True) == {eve.pk}


def test_what_is_no_longer_right_when_the_mail_would_leave_is_not_mailed(
    nia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(currency, "_checks", {"something_new": lambda _notices, _way: []})
    notify_of(nia.pk, news())
    assert mail_due_notices(now=later()) == 0
    assert not Notice.objects.filter(wants_mail=True).exists()
    # What is said next is told by mail again.
    notify_of(nia.pk, news(latest={"latest": 2}))
    assert Notice.objects.filter(wants_mail=True).exists()


def test_whoever_wants_the_mail_alone_has_no_sign_in_the_page(nia: User) -> None:
    notify_of(nia.pk, news(in_page=False))
    assert not unread_of(nia.pk).exists()
    assert mail_due_notices(now=later()) == 1


def test_choices_are_each_persons_own_and_hold_for_what_was_never_chosen(nia: User, eve: User) -> None:
    choices.keep_choices(nia, {Chosen.REPLY: Ways(in_page=True, by_mail=False)})
    found = choices.choices_of([nia.pk, eve.pk])
    assert found[nia.pk][Chosen.REPLY] == Ways(in_page=True, by_mail=False)
    assert found[nia.pk][Chosen.MENTION] == found[eve.pk][Chosen.REPLY] == Ways()
