"""Reminders: at least once, never to whom or when they are no longer right."""

import email
import os
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.meetings.models import Channel, Meeting, Reminder, ReminderPreference
from apps.meetings.services import reminding
from apps.meetings.services.reminders import record_due, wanted
from apps.meetings.services.reminding import LEASE, Batch, send_due
from apps.meetings.services.single_meetings import MeetingPlan, cancel_meeting, change_meeting
from apps.notifications.models import Notice
from config import env
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series

HOUR, TEN = timedelta(hours=1), timedelta(minutes=10)


class Mails:
    """What reached the real mail sink since the test began."""

    def __init__(self) -> None:
        self._folder = Path(os.environ["DEV_MAIL_DIR"])
        self._before = set(self._folder.glob("*.eml"))

    def all(self) -> list[Message]:
        new = sorted(set(self._folder.glob("*.eml")) - self._before)
        return [email.message_from_bytes(path.read_bytes()) for path in new]

    def to(self) -> list[str]:
        return sorted(str(mail["To"]).partition("@")[0] for mail in self.all())


@pytest.fixture
def mails(settings: LazySettings) -> Mails:
    """The real SMTP way to the real sink, where Django's test runner would put a list."""
    settings.MAILERS = smtp(**env.mail("EMAIL_URL", ""))
    return Mails()


def smtp(**options: object) -> dict[str, object]:
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def remind() -> None:
    record_due()
    send_due()


def rows(channel: str = Channel.MAIL) -> list[tuple[timedelta, bool]]:
    found = Reminder.objects.filter(channel=channel).order_by("pk")
    return [(reminder.lead, reminder.sent_at is not None) for reminder in found]


def coming(user: User, meeting: Meeting, answer: str = "yes") -> Membership:
    membership = membership_of(user, meeting.group)
    make_rsvp(meeting, membership, answer)
    return membership


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, starts_in=timedelta(minutes=50))


def test_whoever_comes_surely_or_perhaps_and_whoever_hosts_is_reminded(
    alice: User, bob: User, carol: User, mo: User, meeting: Meeting, mails: Mails
) -> None:
    coming(bob, meeting)
    coming(carol, meeting, "maybe")
    coming(mo, meeting, "no")

    remind()

    assert mails.to() == ["alice", "bob", "carol"]


def test_hosts_that_are_named_stand_in_for_facilitators(alice: User, bob: User, group: Group, mails: Mails) -> None:
    series = make_series(group)
    series.hosts.add(membership_of(bob, group))
    make_meeting(group, starts_in=TEN, series=series)

    remind()

    assert mails.to() == ["bob"]


def test_each_lead_is_said_once_on_the_page_and_by_mail(bob: User, group: Group, mails: Mails) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=59))
    coming(bob, meeting)

    for _time in range(3):
        remind()
    assert rows() == rows(Channel.PAGE) == [(HOUR, True)]

    record_due(now=meeting.starts_at - timedelta(minutes=9))
    send_due()
    remind()

    assert rows() == [(HOUR, True), (TEN, True)]
    assert len(mails.all()) == 2
    assert [notice.kind for notice in Notice.objects.all()] == ["meeting_reminder"] * 2


def test_nothing_is_said_too_early_or_after_the_start(bob: User, group: Group, mails: Mails) -> None:
    coming(bob, make_meeting(group, starts_in=timedelta(minutes=61)))
    coming(bob, make_meeting(group, starts_in=timedelta(minutes=-1)))

    remind()

    assert mails.all() == []
    assert not Reminder.objects.exists()


def test_after_twenty_minutes_without_a_scheduler_one_late_reminder_goes(bob: User, group: Group, mails: Mails) -> None:
    coming(bob, make_meeting(group, starts_in=timedelta(minutes=41)))
    coming(bob, make_meeting(group, starts_in=timedelta(minutes=2)))

    remind()

    assert sorted(rows()) == [(TEN, True), (HOUR, True)]
    assert len(mails.all()) == 2


def test_what_was_recorded_and_overtaken_by_a_shorter_lead_is_not_sent(
    bob: User, meeting: Meeting, mails: Mails
) -> None:
    coming(bob, meeting)
    record_due()
    record_due(now=meeting.starts_at - timedelta(minutes=5))

    send_due()

    assert sorted(rows()) == [(TEN, True), (HOUR, False)]
    assert mails.to() == ["bob"]


def test_a_reminder_recorded_before_the_start_is_never_sent_after_it(bob: User, meeting: Meeting, mails: Mails) -> None:
    coming(bob, meeting)
    record_due()
    Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    Reminder.objects.update(starts_at=Meeting.objects.get().starts_at)

    send_due()

    assert mails.all() == []


def test_a_meeting_that_moves_gets_new_reminders_and_the_old_are_void(
    alice: User, bob: User, meeting: Meeting, mails: Mails
) -> None:
    coming(bob, meeting)
    access = read_access(alice, meeting.group)
    record_due()
    later = timezone.now() + timedelta(minutes=55)
    change_meeting(access, meeting, MeetingPlan(later, timedelta(hours=1)))
    send_due()
    assert mails.all() == []

    remind()
    assert mails.to() == ["alice", "bob"]

    change_meeting(access, meeting, MeetingPlan(timezone.now() + timedelta(minutes=58), timedelta(hours=1)))
    remind()
    assert mails.to() == ["alice", "alice", "bob", "bob"]
    assert len({mail["Message-ID"] for mail in mails.all()}) == 4


@pytest.mark.parametrize(
    "change",
    [
        "cancelled",
        "left",
        "removed",
        "suspended",
        "account ended",
        "changed their mind",
        "took it back",
        "wants no mail",
        "wants another lead",
        "group closed",
    ],
)
def test_between_recording_and_sending_everything_is_looked_at_again(
    change: str, alice: User, bob: User, group: Group, mails: Mails
) -> None:
    series = make_series(group)
    series.hosts.add(membership_of(bob, group))
    series.hosts.clear()
    meeting = make_meeting(group, starts_in=TEN, series=series)
    Membership.objects.filter(user=alice).update(roles=["owner"])
    membership = coming(bob, meeting)
    record_due()
    assert wanted(timezone.now()).count() == 2

    now = timezone.now()
    members, answers = Membership.objects.filter(pk=membership.pk), meeting.rsvps
    changes: dict[str, Callable[[], object]] = {
        "cancelled": lambda: cancel_meeting(read_access(alice, group), meeting),
        "left": lambda: members.update(ended_at=now, end_kind="left"),
        "removed": lambda: members.update(ended_at=now, end_kind="removed"),
        "suspended": lambda: members.update(suspended_until=now + HOUR),
        "account ended": lambda: User.objects.filter(pk=bob.pk).update(is_active=False),
        "changed their mind": lambda: answers.update(answer="no"),
        "took it back": lambda: answers.all().delete(),
        "wants no mail": lambda: ReminderPreference.objects.create(user=bob, channels=[]),
        "wants another lead": lambda: ReminderPreference.objects.create(user=bob, leads=[HOUR]),
        "group closed": lambda: Group.objects.update(state="archived"),
    }
    changes[change]()
    send_due()

    assert mails.all() == []
    assert not Notice.objects.filter(kind="meeting_reminder").exists()


def test_own_leads_and_channels_are_kept_to(bob: User, group: Group, mails: Mails) -> None:
    day = timedelta(days=1)
    ReminderPreference.objects.create(user=bob, leads=[day], channels=[Channel.MAIL])
    coming(bob, make_meeting(group, starts_in=timedelta(hours=23)))

    remind()

    assert rows() == [(day, True)]
    assert rows(Channel.PAGE) == []


def test_the_check_is_made_again_before_each_single_mail(
    bob: User, carol: User, meeting: Meeting, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming(bob, meeting)
    coming(carol, meeting)
    stamp = Batch.stamp

    def stamp_and_leave(batch: Batch, reminder: Reminder) -> None:
        stamp(batch, reminder)
        Membership.objects.exclude(pk=reminder.membership_id).update(ended_at=timezone.now())

    monkeypatch.setattr(Batch, "stamp", stamp_and_leave)
    remind()

    assert len(mails.all()) == 1


def test_the_mail_names_nothing_and_nobody(bob: User, group: Group, mails: Mails) -> None:
    Group.objects.update(name="Canary-group")
    Membership.objects.update(alias="Canary-alias")
    series = make_series(group, "Canary-title", description="Canary-words")
    coming(bob, make_meeting(group, starts_in=TEN, series=series, own_title="Canary-own"))

    remind()

    mail = mails.all()[0]
    text = mail.as_string() + "".join(
        str(part.get_payload(decode=True)) for part in mail.walk() if not part.is_multipart()
    )
    assert "canary" not in text.lower()
    assert mail["Subject"] == "You have a reminder"
    for private in (group.public_id, series.public_id, membership_of(bob, group).public_id):
        assert private not in text


def test_the_message_id_is_the_same_for_every_try_and_tells_nothing(bob: User, meeting: Meeting, mails: Mails) -> None:
    coming(bob, meeting)
    remind()
    # The worker died between the mail server's yes and the stamp.
    Reminder.objects.update(sent_at=None, leased_until=timezone.now() - HOUR)
    remind()

    ids = [mail["Message-ID"] for mail in mails.all()]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert set(Reminder.objects.filter(channel="mail").values_list("attempts", flat=True)) == {2}


def test_a_row_under_lease_is_left_alone_and_free_again_when_it_runs_out(
    bob: User, meeting: Meeting, mails: Mails
) -> None:
    coming(bob, meeting)
    record_due()
    Reminder.objects.update(lease_id=uuid.uuid4(), leased_until=timezone.now() + LEASE)
    send_due()
    assert mails.all() == []

    Reminder.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    send_due()
    assert mails.to() == ["bob"]


def test_a_worker_whose_lease_was_taken_over_does_not_send(bob: User, meeting: Meeting) -> None:
    coming(bob, meeting)
    record_due()
    slow = reminding.claim()
    Reminder.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    quick = reminding.claim()

    assert not slow.renew(slow.reminders[0])
    assert quick.renew(quick.reminders[0])


def test_a_mail_server_that_is_away_loses_nothing(
    bob: User, meeting: Meeting, mails: Mails, settings: LazySettings
) -> None:
    coming(bob, meeting)
    record_due()
    working, settings.MAILERS = settings.MAILERS, smtp(host="127.0.0.1", port=1, timeout=1)
    send_due()
    assert mails.all() == []

    settings.MAILERS = working
    Reminder.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    send_due()
    assert mails.to() == ["bob"]


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_and_four_workers_at_once_send_each_once(group: Group, mails: Mails) -> None:
    meeting = make_meeting(group, starts_in=TEN)
    for number in range(30):
        make_rsvp(meeting, make_membership(make_user(f"person{number}"), group, f"Alias{number}"))

    def work(_number: int) -> None:
        try:
            remind()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))

    assert len(mails.all()) == 30
    assert len(set(mails.to())) == 30
    assert Notice.objects.count() == 30
