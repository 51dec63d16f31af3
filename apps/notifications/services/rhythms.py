"""How somebody wants mails about what is new: each, one a day or a week, or none."""

from datetime import datetime, time

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.accounts.services.account_mails import subjects_in
from apps.notifications.models import MailRhythm
from apps.notifications.rules.digests import ABOUT_THE_ACCOUNT, DIGESTED, WAITS, Counted, Counts, Rhythm, next_digest
from apps.notifications.services.mailboxes import dead_mailboxes, off_since
from apps.notifications.services.mails import MailKind, Preview, preview_of
from apps.notifications.services.unsubscribing import Wanted, comes


def rhythm_of(user: User) -> MailRhythm:
    """Return the person's rhythm, or what holds for whoever chose none, as a row that is not kept."""
    return MailRhythm.objects.filter(user=user).first() or MailRhythm(user=user)


def keep_rhythm(user: User, *, rhythm: str, digest_at: time, digest_day: int, now: datetime | None = None) -> None:
    """Mails about what is new come just so from now on."""
    kept, wanted = rhythm_of(user), (rhythm, digest_at, digest_day)
    if kept.pk and (kept.rhythm, kept.digest_at, kept.digest_day) == wanted:
        return  # A digest that is due this moment stays due.
    kept.rhythm, kept.digest_at, kept.digest_day = wanted
    kept.leased_until = None
    plan(kept, now or timezone.now())
    MailRhythm.objects.update_or_create(
        user=user, defaults={name: getattr(kept, name) for name in (*_CHOSEN, "next_at", "zone", "leased_until")}
    )


_CHOSEN = ("rhythm", "digest_at", "digest_day")


def end_mails(user: User) -> None:
    """No mail about what is new comes any more, but of the account itself."""
    MailRhythm.objects.update_or_create(user=user, defaults={"rhythm": Rhythm.NEVER, "next_at": None})


def plan(rhythm: MailRhythm, after: datetime) -> None:
    """The next digest is the first one after that moment by the person's present clock; not saved."""
    rhythm.zone = rhythm.user.time_zone
    zone = zone_or_utc(rhythm.zone)
    rhythm.next_at = next_digest(after, Rhythm(rhythm.rhythm), rhythm.digest_at, rhythm.digest_day, zone)


# What the settings show of a digest: its numbers are an example.
EXAMPLE: Counts = ((Counted.CONVERSATIONS, 2), (Counted.REQUESTS, 1))


def shown_mails(user: User) -> list[Preview]:
    """Return every mail that this person's inbox may show, as they chose; none where mails came back."""
    if off_since(user):
        return []
    return [
        preview_of(user, kind, EXAMPLE if kind is MailKind.DIGEST else ()) for kind in MailKind if comes(user, kind)
    ]


def account_mails(user: User) -> list[Preview]:
    """Return what an inbox shows of the mails about the account itself, which come whatever somebody chose."""
    return [Preview(settings.DEFAULT_FROM_EMAIL, subject, "") for subject in subjects_in(user.language)]


def leaves_by_itself() -> Q:
    """Return what says that a notice's mail leaves alone: it waits for no digest, and somebody wants and can get it."""
    own = MailRhythm.objects.filter(user=OuterRef("user"))
    waits = Q(kind__in=list(WAITS)) & Q(Exists(own.filter(rhythm__in=DIGESTED)))
    unwanted = ~Q(kind__in=ABOUT_THE_ACCOUNT) & Q(Exists(own.filter(rhythm=Rhythm.NEVER)))
    return ~waits & ~unwanted & ~Q(Exists(dead_mailboxes().filter(user=OuterRef("user"))))


MAILS = {
    MailKind.NOTICE: Wanted(by=lambda user: rhythm_of(user).rhythm != Rhythm.NEVER, end=end_mails),
    # Without the digest mails would come one by one, which is not what somebody wants who wants no digest.
    MailKind.DIGEST: Wanted(by=lambda user: rhythm_of(user).rhythm in DIGESTED, end=end_mails),
}
