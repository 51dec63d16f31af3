"""With what words of somebody's own one can begin to tell of it; they change them as they like. A number only if they ask."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from apps.core.errors import NotFound
from apps.journey.models import CheckIn, Milestone, OwnDay
from apps.journey.rules.own_days import Part
from apps.journey.services.showing import show
from apps.messaging.models import Message


@dataclass(frozen=True, slots=True)
class Beginning:
    """Words to begin with, what can be added if one wants (or nothing), and what kind of message it is on a wall."""

    words: str
    more: str = ""
    kind: str = Message.Kind.PLAIN


def of_milestone(milestone: Milestone, today: date) -> Beginning:
    """Return a sentence that tells of it without a number; the number is what can be added."""
    shown, kind = show(milestone, today), Milestone.Kind(milestone.kind)
    sentence = {
        Milestone.Kind.FREE: gettext("A day that means a lot to me: %(name)s."),
        Milestone.Kind.SINCE: gettext("A day that means a lot to me: %(name)s."),
        Milestone.Kind.REMEMBRANCE: gettext("I remember: %(name)s."),
        Milestone.Kind.GOAL: gettext("I got there: %(name)s.")
        if milestone.reached_on
        else gettext("Something I hope for: %(name)s."),
    }[kind]
    mark = Message.Kind.MEMORY if kind is Milestone.Kind.REMEMBRANCE else Message.Kind.WIN
    return Beginning(sentence % {"name": milestone.name}, _number(shown.number), mark)


def of_check_in(one: CheckIn, today: date) -> Beginning:
    """Return how it was and what was going on; the note is what can be added."""
    day, feeling = timezone.localtime(one.felt_at).date(), one.get_feeling_display()
    said = gettext("How it is for me today: %(feeling)s.")
    if day != today:
        said = gettext("How it was for me on %(day)s: %(feeling)s.")
    words = said % {"feeling": feeling, "day": date_format(day, "DATE_FORMAT")}
    return Beginning(f"{words} {', '.join(one.going_on)}." if one.going_on else words, one.note)


def of_own_day(one: OwnDay, part: str, today: date) -> Beginning:
    """Return what was said of that part of the day; what was said of the other part can be added.

    Raises NotFound where nothing was said of it.
    """
    said: dict[str, str] = {Part.MORNING: _of_morning(one, today), Part.EVENING: _of_evening(one, today)}
    if not (words := said.pop(part, "")):
        raise NotFound
    return Beginning(words, "".join(said.values()))


def _of_morning(one: OwnDay, today: date) -> str:
    said = gettext("What I mean to do today: %(words)s")
    if one.day != today:
        said = gettext("What I meant to do on %(day)s: %(words)s")
    return _with_words(said, one.intention, one.day)


def _of_evening(one: OwnDay, today: date) -> str:
    said = gettext("How my day was: %(words)s")
    if one.day != today:
        said = gettext("How it was for me on %(day)s: %(words)s")
    return _with_words(said, one.look_back, one.day)


def _with_words(sentence: str, words: str, day: date) -> str:
    return words and sentence % {"words": words, "day": date_format(day, "DATE_FORMAT")}


def _number(days: int | None) -> str:
    if days is None:
        return ""
    return ngettext("%(count)d day.", "%(count)d days.", days) % {"count": days}
