"""The one way a mail leaves for a person: neutral words in their language, one connection for many."""

import email.policy
import smtplib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from apps.accounts.models import User
from apps.core.wording import speaking
from apps.notifications.rules.digests import Counts
from apps.notifications.services.mailboxes import note_refused, return_address
from apps.notifications.services.unsubscribing import unsubscribe_address

log = structlog.get_logger(__name__)


class MailKind(StrEnum):
    """Which neutral words: `templates/notifications/email/<kind>.{subject.txt,txt,html}`."""

    REMINDER = "reminder"
    NOTICE = "notice"
    DIGEST = "digest"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Letter:
    """One neutral mail; the same `reference` gives the same Message-ID, so that a repeat can be recognised.

    `counts` is what a digest says is new.
    """

    user: User
    kind: MailKind
    reference: str
    counts: Counts = ()

    @property
    def message_id(self) -> str:
        return f"<{self.reference}@{urlsplit(settings.SITE_URL).hostname}>"


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what an inbox will show."""

    sender: str
    subject: str
    text: str


def preview_of(user: User, kind: MailKind, counts: Counts = ()) -> Preview:
    """Return the mail of this kind as this person would get it."""
    mail = _neutral_mail(Letter(user, kind, "preview", counts))
    return Preview(mail.extra_headers["From"], str(mail.subject), str(mail.body).strip())


def deliver_mails(
    letters: Iterable[Letter],
    *,
    may_send: Callable[[Letter], bool],
    stamp: Callable[[Letter], None],
    put_off: Callable[[Letter], None] = lambda _: None,
) -> int:
    """Return how many mails the mail server took, all over one connection.

    Before each mail `may_send` renews the caller's lease and looks again whether the mail is still wanted; after
    it `stamp` records that it went, or `put_off` that this one was refused. A crash between the server's yes and the
    stamp sends twice rather than never. A server that goes away ends the batch quietly: what was not stamped stays due.
    """
    taken = 0
    try:
        with open_connection() as connection:
            for letter in letters:
                if not may_send(letter):
                    continue
                is_taken = deliver_mail(connection, letter)
                (stamp if is_taken else put_off)(letter)
                taken += is_taken
    except OSError as error:
        log.warning("mail_server_unreachable", error=type(error).__name__)
    return taken


@contextmanager
def open_connection() -> Iterator[BaseEmailBackend]:
    """Give a connection to the mail server that is opened by the first mail; raises OSError when there is none."""
    connection = mailers.default
    try:
        yield connection
    finally:
        connection.close()


def deliver_mail(connection: BaseEmailBackend, letter: Letter) -> bool:
    """Send the neutral mail; False when the server refuses this one mail (raises OSError when it went away)."""
    # One that is open already stays open; one that `send_messages` opens it closes again, a handshake a mail.
    connection.open()
    try:
        connection.send_messages([_neutral_mail(letter)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        # Never the error's text: it holds the address.
        log.warning("mail_refused", kind=letter.kind.value, error=type(error).__name__)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            note_refused(letter.user, error)
        return False
    return True


class _Mail(EmailMultiAlternatives):
    """A mail whose header lines are never folded: an address longer than a line would be encoded, and no link any more."""

    def message(self, **options: Any) -> Any:
        policy = options.get("policy", email.policy.default)
        return super().message(policy=policy.clone(max_line_length=998))


def _neutral_mail(letter: Letter) -> _Mail:
    language = letter.user.language or settings.LANGUAGE_CODE
    subject, text, html = _words(letter.kind, language, settings.SITE_URL, letter.counts)
    sender = return_address(letter.user.email)
    mail = _Mail(subject, text, sender, [letter.user.email], headers=_headers_of(letter))
    mail.attach_alternative(html, "text/html")
    return mail


def _headers_of(letter: Letter) -> dict[str, str]:
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
    }
    if address := unsubscribe_address(letter.user, letter.kind):
        headers |= {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


@lru_cache(maxsize=500)
def _words(kind: MailKind, language: str, site_url: str, counts: Counts) -> tuple[str, str, str]:
    """Return subject, text and HTML: the same for everybody who reads that language, so written once a process."""
    context = {"site_url": site_url, "counts": counts}
    with speaking(language):
        parts = ("subject.txt", "txt", "html")
        subject, text, html = (render_to_string(f"notifications/email/{kind}.{part}", context) for part in parts)
    return " ".join(subject.split()), text, html
