"""Mailboxes that are gone: switched off after failures on three days, and on again by their person."""

import io
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.conf import LazySettings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Channel
from apps.meetings.services.reminders import record_due, wanted
from apps.meetings.services.reminding import send_due
from apps.notifications.models import Mailbox, Notice
from apps.notifications.rules.bounces import is_enough, read_report, says_gone, with_failure
from apps.notifications.services.digests import mail_due_digests
from apps.notifications.services.mailboxes import note_gone, off_since, return_address
from apps.notifications.services.mailing import mail_due_notices
from apps.notifications.services.rhythms import keep_rhythm
from apps.notifications.services.sending import notify
from devkit.children import free_port
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_rsvp

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)

REPORT = """\
From: MAILER-DAEMON@mail.example
To: <{returned_to}>
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}

--b
Content-Type: message/rfc822

From: post@localhost
To: {recipient}
Subject: There is something for you

Words

--b--
"""


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (550, "5.1.1 No such user here", True),
        (550, "Unknown here", True),
        (550, "5.2.1 Mailbox disabled", True),
        (553, "5.1.10 null MX", True),
        (552, "5.2.2 Mailbox full", False),
        (550, "5.7.1 Rejected by policy", False),
        (554, "5.7.26 DKIM wanted", False),
        (450, "4.2.1 Try later", False),
        (451, "Greylisted", False),
    ],
)
def test_an_answer_says_that_an_address_is_gone_or_it_does_not(code: int, text: str, expected: bool) -> None:
    assert says_gone(code, text) is expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [([1], False), ([1, 1, 1], False), ([1, 2], False), ([1, 2, 3], True), ([1, 20, 29], True), ([1, 15, 31], False)],
)
def test_failures_on_three_days_of_thirty_are_enough(days: list[int], expected: bool) -> None:
    kept: list[date] = []
    for day in days:
        kept = with_failure(kept, date(2026, 11, 1) + (day - 1) * DAY)
    assert is_enough(kept) is expected


class Gone:
    """A mail server at which nobody is known any more."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: object, envelope: Envelope, address: str, options: object
    ) -> str:
        return "550 5.1.1 Unknown here"


def test_what_the_server_refuses_for_good_ends_mails_on_the_third_day_and_the_page_says_so(
    nia: User, client: Client, settings: LazySettings
) -> None:
    server = Controller(Gone(), hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    server.start()
    options = {"host": "127.0.0.1", "port": server.port, "timeout": 30}
    in_memory, settings.MAILERS = settings.MAILERS, {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }  # fmt: skip
    notify(nia.pk, kind="something", wants_mail=True)
    mail_due_notices()
    server.stop()
    settings.MAILERS = in_memory
    today = Mailbox.objects.get(user=nia).failed_on[0]
    assert off_since(nia) is None
    for number in (1, 2):
        note_gone(nia, now=datetime.combine(today, NOON.timetz()) + number * DAY)
    notify(nia.pk, kind="something_else", wants_mail=True)
    Notice.objects.update(leased_until=None)
    assert mail_due_notices() == 0

    client.force_login(nia)
    assert "Your mails came back" in client.get(reverse("notifications:notices")).content.decode()
    page = client.get(reverse("notifications:settings")).content.decode()
    assert "It works again" in page
    assert "No mail is sent to you at present" in page
    assert "We say no more in a mail" not in page
    assert client.post(reverse("notifications:mails_again")).status_code == 302
    assert "It works again" not in client.get(reverse("notifications:settings")).content.decode()
    notify(nia.pk, kind="something_third", wants_mail=True)
    assert mail_due_notices() == 1


def test_neither_digest_nor_reminder_goes_to_a_mailbox_that_is_gone(bob: User, carol: User, group: Group) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=50))
    for user in (bob, carol):
        make_rsvp(meeting, membership_of(user, group))
        keep_rhythm(user, rhythm="daily", digest_at=NOON.time(), digest_day=0, now=NOON)
        notify(user.pk, kind="join_asked", wants_mail=True)
    Notice.objects.update(created_at=NOON)
    for number in range(3):
        note_gone(bob, now=NOON - number * DAY)
    assert mail_due_digests(now=NOON + DAY) == 1
    record_due()
    by_mail = wanted(timezone.now()).filter(channel=Channel.MAIL)
    assert list(by_mail.values_list("membership__user", flat=True)) == [carol.pk]
    send_due()
    assert {address for sent in mail.outbox for address in sent.to} == {carol.email}


def test_another_address_begins_anew(nia: User) -> None:
    for number in range(3):
        note_gone(nia, now=NOON + number * DAY)
    assert off_since(nia) == NOON + 2 * DAY
    assert Notice.objects.filter(user=nia, kind="mail_off").count() == 1
    nia.email = "other@example.org"
    nia.save()
    assert off_since(nia) is None
    note_gone(nia, now=NOON + 3 * DAY)
    assert (off_since(nia), Mailbox.objects.get().address) == (None, "other@example.org")


@pytest.fixture
def piped(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what hands a report to the command as a mail server does."""
    settings.MAIL_RETURN = "bounces@mail.example"

    def pipe(raw: str, *arguments: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw.encode())))
        call_command("take_bounce", *arguments)

    return pipe


def test_report_counts_if_it_comes_back_to_where_that_mail_came_from(
    nia: User, eve: User, piped: Callable[..., None]
) -> None:
    def report(to: str, *arguments: str, status: str = "5.1.1", action: str = "failed") -> list[int]:
        Mailbox.objects.all().delete()
        piped(REPORT.format(returned_to=to, recipient="NIA@example.org", status=status, action=action), *arguments)
        return list(Mailbox.objects.values_list("user_id", flat=True))

    ours = return_address(nia.email)
    assert ours.startswith("bounces+")
    assert report(ours) == report(ours.upper()) == report("list@mail.example", "--to", ours) == [nia.pk]
    for forged in ("bounces@mail.example", return_address(eve.email), "bounces+0@mail.example"):
        assert report(forged) == []
    assert report(ours, status="4.2.2", action="delayed") == report(ours, status="5.7.1") == []
    piped("not a report at all \0 \udc80".encode("utf-8", "replace").decode())
    assert not Mailbox.objects.exists()


def test_report_of_one_who_is_nobody_here_is_nothing(db: None, piped: Callable[..., None]) -> None:
    nobody = "nobody@example.org"
    piped(REPORT.format(returned_to=return_address(nobody), recipient=nobody, status="5.1.1", action="failed"))
    assert not Mailbox.objects.exists()
    assert read_report(b"").gone == ()
