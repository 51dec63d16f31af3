"""One mail for what would have been several: by the person's own clock, of what is new, once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.notifications import currency
from apps.notifications.models import MailRhythm, Notice, QuietHours
from apps.notifications.rules.digests import Counted, Rhythm, counted, next_digest
from apps.notifications.services.digests import mail_due_digests
from apps.notifications.services.mailing import LEASE, mail_due_notices
from apps.notifications.services.rhythms import end_mails, keep_rhythm
from apps.notifications.services.sending import mark_read, notify
from tests.accounts.factories import make_user
from tests.at_once import at_once

pytestmark = pytest.mark.django_db

# A Friday.
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVENING = NOON.replace(hour=18)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def all_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these notices tell of is still so, whatever that would be."""
    monkeypatch.setattr(currency, "_checks", {})


def wants(user: User, rhythm: Rhythm, *, at: str = "18:00", day: int = 0, zone: str = "UTC") -> User:
    User.objects.filter(pk=user.pk).update(time_zone=zone)
    user.refresh_from_db()
    keep_rhythm(user, rhythm=rhythm, digest_at=time.fromisoformat(at), digest_day=day, now=NOON)
    return user


def tell(user: User, *kinds: str) -> list[Notice]:
    told = [notify(user.pk, kind=kind, details={"group": "Canary"}, wants_mail=True) for kind in kinds]
    Notice.objects.filter(user=user).update(created_at=NOON)
    return told


@pytest.mark.parametrize(
    ("after", "rhythm", "zone", "expected"),
    [
        ("2026-11-20T12:00+00:00", Rhythm.DAILY, "UTC", "2026-11-21T02:30+00:00"),
        ("2026-11-20T02:30+00:00", Rhythm.DAILY, "UTC", "2026-11-21T02:30+00:00"),
        ("2026-11-20T12:00+00:00", Rhythm.WEEKLY, "UTC", "2026-11-23T02:30+00:00"),
        ("2026-11-23T02:30+00:00", Rhythm.WEEKLY, "UTC", "2026-11-30T02:30+00:00"),
        ("2026-11-20T12:00+00:00", Rhythm.DAILY, "Pacific/Kiritimati", "2026-11-20T12:30+00:00"),
        ("2026-11-20T12:00+00:00", Rhythm.WEEKLY, "Pacific/Kiritimati", "2026-11-22T12:30+00:00"),
        ("2026-11-22T13:00+00:00", Rhythm.WEEKLY, "Pacific/Pago_Pago", "2026-11-23T13:30+00:00"),
        # Left out by the clock (03:30 comes in its place), and coming twice (the first is meant).
        ("2026-03-28T12:00+00:00", Rhythm.DAILY, "Europe/Madrid", "2026-03-29T01:30+00:00"),
        ("2026-10-24T12:00+00:00", Rhythm.DAILY, "Europe/Madrid", "2026-10-25T00:30+00:00"),
        ("2026-10-25T00:30+00:00", Rhythm.DAILY, "Europe/Madrid", "2026-10-26T01:30+00:00"),
        ("2026-11-20T12:00+00:00", Rhythm.EACH, "UTC", None),
        ("2026-11-20T12:00+00:00", Rhythm.NEVER, "UTC", None),
    ],
)
def test_next_digest_is_the_next_time_the_own_clock_shows_it(
    after: str, rhythm: Rhythm, zone: str, expected: str | None
) -> None:
    found = next_digest(datetime.fromisoformat(after), rhythm, time(2, 30), 0, ZoneInfo(zone))
    assert found == (datetime.fromisoformat(expected) if expected else None)


def test_what_may_wait_waits_and_leaves_as_one_mail_of_numbers(nia: User) -> None:
    wants(nia, Rhythm.DAILY)
    tell(nia, "words_for_me", "direct_message", "join_asked", "shift_taken")
    assert mail_due_notices(now=NOON + MINUTE) == mail_due_digests(now=EVENING - MINUTE) == 0
    assert mail_due_digests(now=EVENING + MINUTE) == 1
    [sent] = mail.outbox
    assert sent.subject == "What is new for you"
    assert "- 2 conversations\n- 1 request\n- 1 other thing\n" in str(sent.body)
    assert "Canary" not in sent.message().as_string()
    assert mail_due_digests(now=EVENING + DAY + MINUTE) == 0  # Nothing is new since.
    tell(nia, "words_for_me")
    assert mail_due_digests(now=EVENING + 2 * DAY + MINUTE) == 1


def test_what_cannot_wait_leaves_by_itself_all_the_same(nia: User) -> None:
    wants(nia, Rhythm.WEEKLY)
    tell(nia, "member_muted", "words_for_me")
    assert mail_due_notices(now=NOON + MINUTE) == 1
    assert Notice.objects.get(mailed_at=None).kind == "words_for_me"
    assert mail_due_digests(now=EVENING + DAY) == 0
    assert mail_due_digests(now=EVENING + 3 * DAY + MINUTE) == 1


def test_nobody_is_mailed_of_what_they_read_or_what_is_not_right_any_more(
    nia: User, eve: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (nia, eve):
        wants(user, Rhythm.DAILY)
    mark_read(nia.pk, tell(nia, "words_for_me"))
    tell(eve, "direct_message")
    monkeypatch.setattr(currency, "_checks", {"direct_message": lambda _notices, _way: []})
    assert mail_due_digests(now=EVENING + MINUTE) == 0
    assert set(MailRhythm.objects.values_list("next_at", flat=True)) == {EVENING + DAY}


def test_digest_that_falls_into_quiet_hours_comes_when_they_end(nia: User) -> None:
    wants(nia, Rhythm.DAILY, at="02:00", zone="Europe/Madrid")
    QuietHours.objects.create(user=nia, is_on=True, starts_at="22:00", ends_at="07:00")
    tell(nia, "words_for_me")
    night = datetime(2026, 11, 21, 1, 1, tzinfo=UTC)
    assert mail_due_digests(now=night) == 0
    assert mail_due_digests(now=night.replace(hour=5, minute=59)) == 0
    assert mail_due_digests(now=night.replace(hour=6, minute=2)) == 1
    assert MailRhythm.objects.get().next_at == night.replace(day=22, minute=0)


def test_whoever_moves_to_another_zone_gets_it_by_the_clock_there(nia: User) -> None:
    wants(nia, Rhythm.DAILY)
    tell(nia, "words_for_me")
    User.objects.update(time_zone="America/New_York")
    assert mail_due_digests(now=EVENING + MINUTE) == 0
    assert mail_due_digests(now=EVENING.replace(hour=23, minute=1)) == 1


def test_whoever_wants_no_mails_gets_those_about_the_account_alone(nia: User) -> None:
    wants(nia, Rhythm.DAILY)
    end_mails(nia)
    tell(nia, "words_for_me", "member_muted", "second_factor_removed")
    assert mail_due_digests(now=EVENING + MINUTE) == 0
    assert mail_due_notices(now=NOON + MINUTE) == 1
    assert [sent.subject for sent in mail.outbox] == ["Your account"]
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_worker_that_is_killed_is_followed_by_the_next_when_its_lease_ends(
    nia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(nia, Rhythm.DAILY)
    tell(nia, "words_for_me")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("apps.notifications.services.digests.deliver_mails", die)
        with pytest.raises(KeyboardInterrupt):
            mail_due_digests(now=EVENING)
    assert mail_due_digests(now=EVENING + MINUTE) == 0
    assert mail_due_digests(now=EVENING + LEASE) == 1
    assert mail_due_digests(now=EVENING + 2 * LEASE) == 0


def test_saving_the_same_again_does_not_skip_a_digest_that_is_due(nia: User) -> None:
    wants(nia, Rhythm.DAILY)
    keep_rhythm(nia, rhythm=Rhythm.DAILY, digest_at=time(18), digest_day=0, now=EVENING + MINUTE)
    tell(nia, "words_for_me")
    assert mail_due_digests(now=EVENING + 2 * MINUTE) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_digest_once() -> None:
    people = [wants(make_user(f"person{number}"), Rhythm.DAILY) for number in range(6)]
    for person in people:
        tell(person, "words_for_me")
    counts = at_once(*[lambda: mail_due_digests(now=EVENING + MINUTE)] * 2)
    assert sum(counts) == len(people)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(person.email for person in people)


def test_numbers_come_in_one_order_and_only_where_there_are_any() -> None:
    assert counted(["shift_taken", "words_for_me", "direct_asked"]) == ((Counted.CONVERSATIONS, 2), (Counted.NEWS, 1))
    assert counted([]) == ()
