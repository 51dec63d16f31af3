"""Mailboxes that are gone: after failures on three days (docs/mail.md) nothing is sent there, and the page says so."""

import smtplib
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.notifications.models import Mailbox
from apps.notifications.rules.bounces import Report, is_enough, read_report, says_gone, with_failure
from apps.notifications.services.sending import notify

log = structlog.get_logger(__name__)

NOTICE = "mail_off"


def dead_mailboxes() -> QuerySet[Mailbox]:
    """Return those to which nothing is sent: whoever has another address since then has a new beginning."""
    return Mailbox.objects.filter(off_since__isnull=False, address=F("user__email"))


def off_since(user: User) -> datetime | None:
    """Return since when nothing is sent to this person's mailbox, because mails came back."""
    found = dead_mailboxes().filter(user=user).first()
    return found.off_since if found else None


def note_refused(user: User, refused: smtplib.SMTPRecipientsRefused) -> None:
    """The mail server did not take this person's address; if for good, that counts."""
    answers = refused.recipients.values()
    if any(says_gone(code, said.decode("ascii", "replace")) for code, said in answers):
        note_gone(user)


@transaction.atomic
def note_gone(user: User, *, now: datetime | None = None) -> None:
    """A mail to this person came back for good; after the last of several days nothing more is sent, and they are told."""
    moment = now or timezone.now()
    Mailbox.objects.get_or_create(user=user, defaults={"address": user.email})
    mailbox = Mailbox.objects.select_for_update().get(user=user)
    is_same = mailbox.address == user.email
    mailbox.failed_on = with_failure(mailbox.failed_on if is_same else [], moment.date())
    was_off = is_same and mailbox.off_since is not None
    mailbox.address = user.email
    mailbox.off_since = (mailbox.off_since if was_off else moment) if is_enough(mailbox.failed_on) else None
    mailbox.save()
    if mailbox.off_since and not was_off:
        log.info("mailbox_off")
        notify(user.pk, kind=NOTICE)


def try_again(user: User) -> None:
    """Mails are sent to this person again."""
    Mailbox.objects.filter(user=user).delete()


def return_address(email: str) -> str:
    """Return where mails to this address come back to: our own mark in it says that we sent one there.

    Without MAIL_RETURN they come back to the sender, and nobody but the operator reads them.
    """
    if not settings.MAIL_RETURN:
        return str(settings.DEFAULT_FROM_EMAIL)
    name, _, host = settings.MAIL_RETURN.partition("@")
    mark = salted_hmac("notifications.return_address", email.lower(), algorithm="sha256").hexdigest()[:20]
    return f"{name}+{mark}@{host}"


def take_bounce(raw: bytes, *, returned_to: str = "") -> int:
    """Return how many mailboxes a report (RFC 3464) says are gone; only of mails that we sent there ourselves."""
    report = read_report(raw)
    people = _people(Report((*report.returned_to, returned_to.strip().lower()), report.gone))
    for user in people:
        note_gone(user)
    return len(people)


def _people(report: Report) -> list[User]:
    if not settings.MAIL_RETURN:
        return []
    ours = [address for address in report.gone if return_address(address).lower() in report.returned_to]
    found = (User.objects.filter(email__iexact=address).first() for address in ours)
    return list({user.pk: user for user in found if user}.values())
