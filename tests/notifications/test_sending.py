"""Notices: the row, the hint, and the neutral mail that follows once."""

import email
import email.policy
import os
import smtplib
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.conf import LazySettings, settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.models import Notice
from apps.notifications.services import mailing, sending
from apps.notifications.services.mails import Letter, MailKind, deliver_mails
from config import env
from devkit.children import free_port
from tests.accounts.factories import make_user
from tests.at_once import at_once

CANARY = "Canary-grief-group"
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def notify(user: User) -> Notice:
    details = {"group": CANARY, "words": f"{CANARY} words"}
    return sending.notify(user.pk, kind="member_muted", scope="abcdefghijkm", details=details, wants_mail=True)


def smtp(**options: object) -> dict[str, object]:
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[Callable[[str], list[EmailMessage]]]:
    """Send through the real mail server of the tests; call it with an address for the mails that arrived there."""
    settings.MAILERS = smtp(**env.mail("EMAIL_URL", ""))
    folder = Path(os.environ["DEV_MAIL_DIR"])

    def arrived(address: str) -> list[EmailMessage]:
        parsed = (
            email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in sorted(folder.glob("*.eml"))
        )
        return [found for found in parsed if found["To"] == address]

    yield arrived
    for file in folder.glob("*.eml"):
        file.unlink(missing_ok=True)


def test_notice_is_on_the_page_and_its_mail_follows_once(nia: User) -> None:
    notice = notify(nia)
    assert mailing.mail_due_notices() == 1
    assert mailing.mail_due_notices() == 0
    notice.refresh_from_db()
    assert notice.mailed_at is not None
    assert len(mail.outbox) == 1


def test_notice_that_wants_no_mail_gets_none(nia: User) -> None:
    sending.notify(nia.pk, kind="message_restored")
    assert mailing.mail_due_notices() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_is_neutral_in_every_language(db: None, language: str) -> None:
    notice = notify(make_user("lee", language=language))
    mailing.mail_due_notices()
    source = mail.outbox[0].message().as_string()
    assert CANARY not in source
    assert "Beside" not in source
    assert notice.scope not in source
    assert str(notice.user_id) not in mail.outbox[0].subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(MailKind))
def test_every_kind_of_mail_has_words_in_text_and_html(db: None, kind: MailKind, language: str) -> None:
    letter = Letter(user=make_user("lee", language=language), kind=kind, reference="reminder.x")
    deliver_mails([letter], may_send=lambda _: True, stamp=lambda _: None)
    sent = mail.outbox[0]
    assert isinstance(sent, EmailMultiAlternatives)
    assert sent.subject.strip() == sent.subject != ""
    assert settings.SITE_URL in str(sent.body)
    assert f'lang="{language}"' in str(sent.alternatives[0][0])


def test_mails_of_a_batch_share_one_connection_and_keep_their_message_id(
    nia: User, eve: User, sink: Callable[[str], list[EmailMessage]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[str] = []
    dial = smtplib.SMTP.connect

    def counted(self: smtplib.SMTP, host: str, port: int) -> tuple[int, bytes]:
        dialled.append(host)
        return dial(self, host, port)

    monkeypatch.setattr(smtplib.SMTP, "connect", counted)
    notice = notify(nia)
    notify(eve)
    assert mailing.mail_due_notices() == 2
    assert len(dialled) == 1
    [arrived] = sink(nia.email)
    assert arrived["Message-ID"] == f"<notice.{notice.public_id}@localhost>"
    assert arrived["Subject"] == "There is something for you"
    assert len(sink(eve.email)) == 1


def test_mail_that_was_read_in_the_page_meanwhile_is_not_sent(nia: User) -> None:
    notice = notify(nia)
    sending.mark_read(nia.pk, [notice])
    assert mailing.mail_due_notices() == 0


def test_mail_stays_due_while_the_mail_server_is_away(nia: User, settings: LazySettings) -> None:
    in_memory, settings.MAILERS = settings.MAILERS, smtp(host="127.0.0.1", port=1, timeout=1)
    notice = notify(nia)
    assert mailing.mail_due_notices() == 0
    notice.refresh_from_db()
    assert notice.mailed_at is None
    Notice.objects.update(leased_until=timezone.now())
    settings.MAILERS = in_memory
    assert mailing.mail_due_notices() == 1


class Refusing:
    """A mail server's answer for one address."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: object, envelope: Envelope, address: str, options: object
    ) -> str:
        if address == "nia@example.org":
            return "550 Unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def test_address_that_is_refused_waits_and_holds_up_nobody(nia: User, eve: User, settings: LazySettings) -> None:
    refused, taken = notify(nia), notify(eve)
    server = Controller(Refusing(), hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    server.start()
    settings.MAILERS = smtp(host="127.0.0.1", port=server.port, timeout=30)
    assert mailing.mail_due_notices() == 1
    server.stop()
    refused.refresh_from_db()
    taken.refresh_from_db()
    assert (refused.mailed_at, taken.mailed_at is None) == (None, False)
    assert refused.leased_until is not None
    assert refused.leased_until > timezone.now() + timedelta(minutes=25)


def test_leased_notice_waits_until_its_lease_ends(nia: User) -> None:
    notify(nia)
    Notice.objects.update(lease_id=uuid.uuid4(), leased_until=timezone.now() + timedelta(minutes=1))
    assert mailing.mail_due_notices() == 0
    Notice.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert mailing.mail_due_notices() == 1


def test_old_notice_is_no_longer_mailed(nia: User) -> None:
    notify(nia)
    Notice.objects.update(created_at=timezone.now() - mailing.USEFUL_FOR)
    assert mailing.mail_due_notices() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once() -> None:
    people = [make_user(f"person{number}") for number in range(12)]
    for person in people:
        notify(person)
    counts = at_once(*[mailing.mail_due_notices] * 3)
    assert sum(counts) == len(people)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(person.email for person in people)


def test_notice_of_a_transaction_that_fails_does_not_exist(nia: User) -> None:
    def notify_and_fail() -> None:
        with transaction.atomic():
            notify(nia)
            raise LookupError

    with pytest.raises(LookupError):
        notify_and_fail()
    assert not Notice.objects.exists()
