"""The mails of notices: once, neutral, one a person, and not before the person is away, nor in their quiet hours."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.notifications.models import Notice
from apps.notifications.rules.digests import ABOUT_THE_ACCOUNT
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.mails import Letter, MailKind, deliver_mails
from apps.notifications.services.presence import here_among
from apps.notifications.services.rhythms import leaves_by_itself
from apps.notifications.services.scopes import may_leave

BATCH = 200
# Longer than every step of one SMTP conversation together may take (EMAIL_TIMEOUT each).
LEASE = timedelta(minutes=2)
# Servers that ask strangers to come back later mean half an hour at most; an address that is gone costs little.
AFTER_REFUSAL = timedelta(minutes=30)
# A mail that says "there is something for you" after this long surprises more than it helps.
USEFUL_FOR = timedelta(days=3)
# Until quiet hours, or somebody's being here, are looked at again.
LOOK_AGAIN = timedelta(minutes=1)
# A page that stays open that long without being read is open before nobody.
HERE_AT_MOST = timedelta(hours=2)


def mail_due_notices(*, now: datetime | None = None) -> int:
    """Return how many mails the mail server took; several workers at once never take the same notice.

    All that is due for one person leaves as one mail; what is about the account, as another. `now` is for tests.
    """
    moment, taken = now or timezone.now(), 0
    while claim := _Claim(moment).claimed:
        sent = claim.mail()
        taken += sent
        if claim.letters and not sent:
            # The mail server is away: the leases run out, and a later minute tries again.
            break
    return taken


class _Claim:
    """Notices that this worker alone holds for a while, and the letters that tell of them."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._lease_id = uuid.uuid4()
        self.letters: dict[str, list[Notice]] = {}
        self._notices = self._take()

    @property
    def claimed(self) -> "_Claim | None":
        return self if self._notices else None

    def mail(self) -> int:
        """Send a letter to each person for whom it is time; return how many the server took."""
        for notices in self._by_mail(self._those_for_now()).values():
            self.letters[f"notice.{notices[0].public_id}"] = notices
        return deliver_mails(
            [Letter(notices[0].user, _kind_of(notices[0]), reference) for reference, notices in self.letters.items()],
            may_send=self._renew,
            stamp=lambda letter: self._set(letter, mailed_at=timezone.now()),
            put_off=lambda letter: self._set(letter, leased_until=timezone.now() + AFTER_REFUSAL),
        )

    @transaction.atomic
    def _take(self) -> list[Notice]:
        due = (
            Notice.objects.filter(leaves_by_itself(), wants_mail=True, mailed_at=None, read_at=None)
            .filter(user__is_active=True)
            .filter(Q(leased_until=None) | Q(leased_until__lte=self._now))
            .filter(
                Q(mail_after=None, created_at__gt=self._now - USEFUL_FOR)
                | Q(mail_after__gt=self._now - USEFUL_FOR, mail_after__lte=self._now)
            )
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .order_by("user_id", "created_at", "pk")[:BATCH]
        )
        taken = list(due)
        held = Notice.objects.filter(pk__in=[notice.pk for notice in taken])
        held.update(lease_id=self._lease_id, leased_until=self._now + LEASE)
        return taken

    def _those_for_now(self) -> list[Notice]:
        people = {notice.user_id for notice in self._notices}
        quiet = quiet_among(people, now=self._now)
        here = here_among({notice.user_id for notice in self._notices if self._waits_for_away(notice)}, now=self._now)
        later = [one for one in self._notices if one.user_id in quiet or self._is_seen(one, here)]
        self._of(later).update(leased_until=self._now + LOOK_AGAIN)
        put_off = {notice.pk for notice in later}
        return [notice for notice in self._notices if notice.pk not in put_off]

    def _waits_for_away(self, notice: Notice) -> bool:
        return notice.mail_after is not None and self._now - notice.mail_after < HERE_AT_MOST

    def _is_seen(self, notice: Notice, here: Collection[int]) -> bool:
        return notice.user_id in here and self._waits_for_away(notice)

    def _renew(self, letter: Letter) -> bool:
        """Hold on to them for another while; False when none is ours, unread and still right: then it is settled."""
        held = self._of(self.letters[letter.reference]).filter(leaves_by_itself(), read_at=None)
        if not held.update(leased_until=timezone.now() + LEASE):
            return False
        unread = list(held.select_related("user"))
        right = may_leave(unread, Way.MAIL)
        self.letters[letter.reference] = right
        wrong = {notice.pk for notice in unread} - {notice.pk for notice in right}
        # It may be right for the page; and what is said next is told by mail again.
        Notice.objects.filter(pk__in=wrong).update(wants_mail=False, mail_after=None)
        return bool(right)

    def _of(self, notices: Iterable[Notice]) -> QuerySet[Notice]:
        mine = Notice.objects.filter(lease_id=self._lease_id, mailed_at=None)
        return mine.filter(pk__in=[notice.pk for notice in notices])

    def _set(self, letter: Letter, **fields: datetime) -> None:
        self._of(self.letters[letter.reference]).update(**fields)

    @staticmethod
    def _by_mail(notices: Iterable[Notice]) -> dict[tuple[int, MailKind], list[Notice]]:
        mails: dict[tuple[int, MailKind], list[Notice]] = defaultdict(list)
        for notice in notices:
            mails[notice.user_id, _kind_of(notice)].append(notice)
        return mails


def _kind_of(notice: Notice) -> MailKind:
    return MailKind.ACCOUNT if notice.kind in ABOUT_THE_ACCOUNT else MailKind.NOTICE
