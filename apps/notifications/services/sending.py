"""A notice: a row for the page first, a hint to open pages, and what happens to it until it is read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.core.queue import enqueue
from apps.core.realtime import tell_user, tell_users
from apps.notifications.models import Notice
from apps.notifications.services.choices import ways_for

# What people wrote to or about somebody, and what lets its bearer in: never in clear in the database.
SEALED = frozenset({"reason", "rule", "said", "token", "words"})


@transaction.atomic
def notify(
    user_id: int,
    *,
    kind: str,
    scope: str = "",
    details: dict[str, Any] | None = None,
    names: Collection[str] = (),
    wants_mail: bool = False,
) -> Notice:
    """Add a notice to the person's page, tell their open pages after commit, and let a neutral mail and push follow.

    `details` are prepared words for `templates/notifications/kinds/<kind>.html`: JSON only, and nothing of it is
    mailed or pushed; what stands in SEALED is sealed. `names` are the public ids of the memberships, but for the
    person's own, whose alias or words are in them. What is worth a mail is worth a push, where somebody has a device for
    it. Whoever wants to be told of that kind nowhere has no notice: what is returned is not kept then.
    """
    named, ways = details or {}, ways_for(user_id, kind)
    notice = Notice(
        user_id=user_id,
        kind=kind,
        scope=scope,
        details={name: value for name, value in named.items() if name not in SEALED},
        words={name: value for name, value in named.items() if name in SEALED},
        names=sorted(names),
        in_page=ways.in_page,
        wants_mail=wants_mail and ways.by_mail,
        push_at=timezone.now() if wants_mail and ways.by_push else None,
    )
    if ways.are_none:
        return notice
    notice.save()
    if notice.in_page:
        tell_user(user_id, "notice")
    if notice.wants_mail:
        enqueue("notifications.mail_notices")
    return notice


@transaction.atomic
def notify_many(notices: Sequence[Notice]) -> None:
    """Add these unsaved notices, none of which wants a mail, and tell open pages after commit, with one word to all."""
    Notice.objects.bulk_create(notices)
    tell_users((notice.user_id for notice in notices), "notice")


@dataclass(frozen=True, slots=True)
class News:
    """Something new about a topic; `details` hold for the first of them, `latest` are numbers that only grow.

    `names` as in `notify`.
    """

    kind: str
    topic: str
    scope: str
    details: dict[str, Any]
    latest: dict[str, int]
    names: Collection[str] = ()
    in_page: bool = True
    mail_after: datetime | None = None
    push_at: datetime | None = None


@transaction.atomic
def notify_of(user_id: int, news: News) -> Notice:
    """The person has one unread notice about the topic, which says what is latest.

    With `mail_after` a mail follows, once, if it is still unread then and the person is away; a notice whose mail has
    left is followed by none until it was read; `push_at` is the same for a push. Open pages are told when the notice is new in them.
    """
    while True:
        notice, is_new = _open_notice(user_id, news)
        if is_new:
            break
        # Somebody may read it this moment: what is new then has a notice of its own.
        held = Notice.objects.select_for_update().filter(pk=notice.pk, read_at=None).first()
        if held is not None:
            return _bring_up_to_date(held, news)
    if notice.in_page:
        tell_user(user_id, "notice")
    return notice


def _open_notice(user_id: int, news: News) -> tuple[Notice, bool]:
    defaults = {
        "scope": news.scope,
        "details": news.details | news.latest,
        "names": sorted(news.names),
        "in_page": news.in_page,
        "wants_mail": news.mail_after is not None,
        "mail_after": news.mail_after,
        "push_at": news.push_at,
    }
    about = {"user_id": user_id, "kind": news.kind, "topic": news.topic}
    return Notice.objects.get_or_create(**about, read_at=None, defaults=defaults)


def _bring_up_to_date(notice: Notice, news: News) -> Notice:
    if news.in_page and not notice.in_page:
        tell_user(notice.user_id, "notice")
    # Two workers may tell of two things in the other order.
    notice.details |= {name: max(at, notice.details.get(name, at)) for name, at in news.latest.items()}
    notice.in_page |= news.in_page
    notice.wants_mail |= news.mail_after is not None
    notice.mail_after = notice.mail_after or news.mail_after
    notice.push_at = notice.push_at or news.push_at
    notice.save(update_fields=["details", "in_page", "wants_mail", "mail_after", "push_at"])
    return notice


def unread_of(user_id: int) -> QuerySet[Notice]:
    """Return what the person's pages show as new, the latest first."""
    return Notice.objects.filter(user_id=user_id, read_at=None, in_page=True)


def mark_read(user_id: int, notices: Iterable[Notice]) -> None:
    """Let these notices of this person count as read from now on."""
    unread = Notice.objects.filter(user_id=user_id, pk__in=[notice.pk for notice in notices], read_at=None)
    unread.update(read_at=timezone.now())


def put_away(user_id: int, notices: Iterable[Notice]) -> None:
    """These notices of this person are shown no more: what they told of is no longer so."""
    gone = Notice.objects.filter(user_id=user_id, pk__in=[notice.pk for notice in notices], read_at=None)
    gone.update(read_at=timezone.now(), in_page=False)


def mark_topic_read(user_id: int, topic: str, *, up_to: int) -> None:
    """Notices about the topic are read, if what is latest in them (`details.latest`) is not beyond that number."""
    unread = Notice.objects.filter(user_id=user_id, topic=topic, read_at=None)
    if unread.filter(details__latest__lte=up_to).update(read_at=timezone.now()):
        # Other open pages take the sign away.
        tell_user(user_id, "notice")


def withdraw(kind: str, *, but: QuerySet[Any, Any]) -> int:
    """Notices of this kind are gone, read or not, but for those about the topics in `but`; return how many went."""
    return Notice.objects.filter(kind=kind).exclude(topic__in=but).delete()[0]


def naming(member: str) -> QuerySet[Notice]:
    """Return the notices, whoever has them, in which the alias or words of this membership (public id) are."""
    return Notice.objects.filter(names__contains=[member])


def topic_is_told(kind: str, topic: str) -> set[int]:
    """Return the people who have, or had, a notice of this kind about the topic."""
    return set(Notice.objects.filter(kind=kind, topic=topic).values_list("user_id", flat=True))
