"""Which groups fit what somebody looks for, and what their cards say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Upper
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.cards import Line, card_lines
from apps.groups.models import Group, Membership, Topic
from apps.groups.querysets import GroupQuerySet
from apps.groups.rules.duty import Duty
from apps.groups.rules.search_words import words_of
from apps.groups.services.duty import duty_of

_FORMATS = {"chat": "has_chat", "voice": "has_voice", "video": "has_video"}


@dataclass(frozen=True, slots=True)
class Card:
    """A group as the finder shows it. `lines` are what other apps add: a label and a value in words."""

    group: Group
    duty: Duty
    lines: list[Line]


def find_groups(user: User | None, chosen: dict[str, Any], topics: Sequence[Topic]) -> GroupQuerySet:
    """Return the groups that fit `q`, `topic`, `language`, `joining` and `format` (lists; empty means any).

    With words the closest come first, without by name. When no group speaks of all the words, those that speak of any.
    """
    found = Group.objects.open_to_find(user)
    if chosen.get("topic"):
        found = found.filter(topics__slug__in=chosen["topic"]).distinct()
    if chosen.get("language"):
        found = found.filter(language__in=chosen["language"])
    if chosen.get("joining"):
        found = found.filter(joining__in=chosen["joining"])
    for format_name in chosen.get("format") or []:
        found = found.filter(**{_FORMATS[format_name]: True})
    words = words_of(chosen.get("q") or "")
    if not words:
        return found.order_by(Upper("name"), "pk")
    of_all = found.about(words, _topics_about(words, topics, every_word=True))
    return of_all if of_all.exists() else found.about_any(words, _topics_about(words, topics, every_word=False))


def own_groups(user: User) -> list[Group]:
    """Return the groups that this person takes part in, by name."""
    taking_part = Membership.objects.taking_part().filter(user=user).values("group")
    return list(Group.objects.filter(pk__in=taking_part).order_by(Upper("name"), "pk"))


def _topics_about(words: Sequence[str], topics: Sequence[Topic], *, every_word: bool) -> list[int]:
    # In the reader's language: the catalogue, not the database, knows what a topic is called there.
    wanted = [word.casefold() for word in words]
    enough = all if every_word else any
    return [
        topic.pk
        for topic in topics
        if enough(word in f"{topic.shown_name} {topic.shown_summary} {topic.shown_area}".casefold() for word in wanted)
    ]


def cards_of(groups: Sequence[Group], viewer: User | None) -> list[Card]:
    """Return a card for each group, in the same order."""
    lines = card_lines(groups, viewer)
    now = timezone.now()
    return [Card(group, duty_of(group, now), lines[group.pk]) for group in groups]
