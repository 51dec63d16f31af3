"""A notice: a row for the page first, a hint to open pages, and a neutral mail where it was asked for."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.core.queue import enqueue
from apps.core.realtime import tell_user
from apps.notifications.models import Notice
from apps.notifications.services.mails import Letter, MailKind, deliver_mails

BATCH = 200
# Longer than every step of one SMTP conversation together may take (EMAIL_TIMEOUT each).
LEASE = timedelta(minutes=2)
# Servers that ask strangers to come back later mean half an hour at most; an address that is gone costs little.
AFTER_REFUSAL = timedelta(minutes=30)
# A mail that says "there is something for you" after this long surprises more than it helps.
USEFUL_FOR = timedelta(days=3)


@transaction.atomic
def notify(
    user_id: int,
    *,
    kind: str,
    scope: str = "",
    details: dict[str, Any] | None = None,
    wants_mail: bool = False,
) -> Notice:
    """Add a notice to the person's page, tell their open pages after commit, and let a neutral mail follow.

    `details` are prepared words for `templates/notifications/kinds/<kind>.html`: JSON only, and nothing of it is mailed.
    """
    notice = Notice.objects.create(
        user_id=user_id,
        kind=kind,
        scope=scope,
        details=details or {},
        wants_mail=wants_mail,
    )
    tell_user(user_id, "notice")
    if wants_mail:
        enqueue("notifications.mail_notices")
    return notice


def mail_due_notices() -> int:
    """Return how many notices were mailed; several workers at once never take the same one."""
    lease_id = uuid.uuid4()
    letters = [_letter(notice) for notice in _claim(lease_id)]
    return deliver_mails(
        letters,
        may_send=lambda letter: _renew(letter, lease_id),
        stamp=lambda letter: _stamp(letter, lease_id),
        put_off=lambda letter: _put_off(letter, lease_id),
    )


def mark_read(user_id: int, notices: list[Notice]) -> None:
    """Let these notices of this person count as read from now on."""
    unread = Notice.objects.filter(user_id=user_id, pk__in=[notice.pk for notice in notices], read_at=None)
    unread.update(read_at=timezone.now())


@transaction.atomic
def _claim(lease_id: uuid.UUID) -> list[Notice]:
    now = timezone.now()
    due = (
        Notice.objects.filter(wants_mail=True, mailed_at=None, read_at=None, user__is_active=True)
        .filter(
            Q(leased_until=None) | Q(leased_until__lte=now),
            created_at__gt=now - USEFUL_FOR,
        )
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("user")
        .order_by("created_at")[:BATCH]
    )
    claimed = list(due)
    Notice.objects.filter(pk__in=[notice.pk for notice in claimed]).update(lease_id=lease_id, leased_until=now + LEASE)
    return claimed


def _letter(notice: Notice) -> Letter:
    return Letter(user=notice.user, kind=MailKind.NOTICE, reference=f"notice.{notice.public_id}")


def _held(letter: Letter, lease_id: uuid.UUID) -> QuerySet[Notice]:
    return Notice.objects.filter(
        public_id=letter.reference.removeprefix("notice."),
        lease_id=lease_id,
        mailed_at=None,
    )


def _renew(letter: Letter, lease_id: uuid.UUID) -> bool:
    """Hold on to it for another while; False when somebody else took it over or the person has read it."""
    return bool(_held(letter, lease_id).filter(read_at=None).update(leased_until=timezone.now() + LEASE))


def _stamp(letter: Letter, lease_id: uuid.UUID) -> None:
    _held(letter, lease_id).update(mailed_at=timezone.now())


def _put_off(letter: Letter, lease_id: uuid.UUID) -> None:
    _held(letter, lease_id).update(leased_until=timezone.now() + AFTER_REFUSAL)
