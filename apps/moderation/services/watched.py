"""A change of what a group watches, and its line in the log: neither is there without the other."""

from django.db import transaction

from apps.groups.permissions import GroupAccess
from apps.messaging.services import watching
from apps.moderation.services.audit import record_group


@transaction.atomic
def watch_for(access: GroupAccess, kind: str, word: str, effect: str) -> None:
    """The group watches this from now on. Raises what `messaging/services/watching.py` raises."""
    watched = watching.watch_for(access, kind, word, effect)
    record_group(access, "group.watched", f"{watched.kind} {watched.word} {watched.effect}")


@transaction.atomic
def watch_no_more(access: GroupAccess, kind: str, word: str) -> None:
    """The group does not watch this any more; what it did not watch leaves no line."""
    if watching.watch_no_more(access, kind, word):
        record_group(access, "group.unwatched", f"{kind} {word}")
