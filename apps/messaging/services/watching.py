"""What a group watches: the list that its moderators keep, and the list made ready for whoever writes."""

from functools import lru_cache

from django.db import transaction
from django.db.models import F

from apps.core.errors import Invalid
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.admission import lock_group
from apps.messaging.errors.watching import CareWord, TooManyWatched
from apps.messaging.models import WatchedWord
from apps.messaging.rules.watching import (
    MOST_WATCHED,
    NOTHING_WATCHED,
    Effect,
    Kind,
    Watch,
    Watched,
    compile_watch,
    is_care_word,
    tidy_watched,
)


def watch_of(group: Group) -> Watch:
    """Return what the group watches, ready to be looked for: read once a process after each change.

    The caller holds the group's row (FOR SHARE at least): a change waits, and what is read belongs to the version.
    """
    return _compiled(group.pk, group.public_id, group.watch_version) if group.watch_version else NOTHING_WATCHED


@lru_cache(maxsize=512)
def _compiled(group_id: int, public_id: str, version: int) -> Watch:
    del version  # Another one is another list.
    del public_id  # Another one is another group: row numbers begin anew where a database does.
    return compile_watch(watched_in(group_id))


def watched_in(group_id: int) -> list[Watched]:
    """Return what the group watches, in the order of words."""
    rows = WatchedWord.objects.filter(group=group_id).order_by("word", "kind")
    return [Watched(Kind(row.kind), row.word, Effect(row.effect)) for row in rows]


@transaction.atomic
def watch_for(access: GroupAccess, kind: str, word: str, effect: str) -> Watched:
    """The group watches this from now on, with this effect; set twice it is there once. Returns it as it is kept.

    Raises NotPermitted, what `tidy_watched` raises, CareWord for a word of danger that would be delayed, and
    TooManyWatched.
    """
    access.require(Permission.CALM_ROOM)
    if kind not in Kind or effect not in Effect:
        raise Invalid
    watched = Watched(Kind(kind), tidy_watched(Kind(kind), word), Effect(effect))
    if watched.effect is not Effect.MARK and is_care_word(watched):
        raise CareWord
    group = lock_group(access.group_id)
    present = WatchedWord.objects.filter(group=group)
    if present.exclude(kind=watched.kind, word=watched.word).count() >= MOST_WATCHED:
        raise TooManyWatched
    present.update_or_create(
        group=group, kind=watched.kind, word=watched.word, defaults={"effect": watched.effect.value}
    )
    _count_up(group)
    return watched


@transaction.atomic
def watch_no_more(access: GroupAccess, kind: str, word: str) -> bool:
    """The group does not watch this any more; return whether it did. Raises NotPermitted."""
    access.require(Permission.CALM_ROOM)
    group = lock_group(access.group_id)
    deleted, _rows = WatchedWord.objects.filter(group=group, kind=kind, word=word).delete()
    if deleted:
        _count_up(group)
    return bool(deleted)


def _count_up(group: Group) -> None:
    Group.objects.filter(pk=group.pk).update(watch_version=F("watch_version") + 1)
