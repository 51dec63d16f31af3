"""What a group watches, for tests."""

from django.db.models import F

from apps.groups.models import Group
from apps.messaging.models import WatchedWord


def watch(group: Group, word: str, effect: str = "hold", kind: str = "word") -> str:
    """Let the group watch the word, and return it."""
    WatchedWord.objects.create(group=group, word=word, kind=kind, effect=effect)
    Group.objects.filter(pk=group.pk).update(watch_version=F("watch_version") + 1)
    return word
