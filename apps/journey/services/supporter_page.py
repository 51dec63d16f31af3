"""What a supporter sees: the chosen pieces as they are now, in words, and nothing by which somebody could be found."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.care.rules.plans import PARTS
from apps.care.services.plans import plan_of, words_in
from apps.core.wording import speaking
from apps.journey.models import Boundary, CheckIn
from apps.journey.rules.supporters import Piece, named
from apps.journey.services.check_ins import check_ins_of
from apps.journey.services.milestones import milestones_of
from apps.journey.services.own_days import day_of, own_day_on
from apps.journey.services.own_words import boundaries_of
from apps.journey.services.showing import show
from apps.journey.services.summary import Part
from apps.meetings.models import Answer
from apps.meetings.services.upcoming import next_meetings

MOST_CHECK_INS = 60
# Among so many of the next meetings there is one that was not declined.
MOST_MEETINGS = 20


@dataclass(frozen=True, slots=True)
class Choosable:
    """What this person keeps of which there are several: each piece by its name, and how it is called."""

    milestones: list[tuple[str, str]]
    boundaries: list[tuple[str, str]]
    plan: list[tuple[str, str]]


def choosable_by(user: User) -> Choosable:
    """Return what this person could choose piece by piece."""
    present = plan_of(user)
    return Choosable(
        [(named("milestone", one.public_id), one.name) for one in milestones_of(user)],
        [(named("boundary", one.public_id), _boundary(one)) for one in boundaries_of(user)],
        [(named("plan", part.name), gettext(part.title)) for part in PARTS if words_in(present, part.name)],
    )


@contextmanager
def as_told_by(user: User, language: str) -> Iterator[None]:
    """Make this language and this person's clock the active ones, whoever asks."""
    with speaking(language), timezone.override(zone_or_utc(user.time_zone)):
        yield


def compose(user: User, pieces: Collection[str], note: str, *, now: datetime | None = None) -> list[Part]:
    """Return what was chosen, by the active language and clock; what is not theirs, or gone by now, is not there."""
    moment = now or timezone.now()
    parts = [
        Part(gettext("What I want to tell you"), [note.strip()]),
        Part(gettext("How it is"), list(_check_ins(user, pieces, moment))),
        Part(gettext("What I mean to do today"), list(_intention(user, pieces, moment))),
        Part(gettext("Days that count for me"), list(_milestones(user, pieces, moment))),
        Part(gettext("What I will and will not talk about"), list(_boundaries(user, pieces))),
        Part(gettext("From my safety plan"), list(_plan(user, pieces))),
        Part(gettext("When I meet others next"), list(_meeting(user, pieces))),
    ]
    return [part for part in parts if any(part.lines)]


def mark_of(parts: list[Part]) -> str:
    """Return by what a page knows that what can be seen is what was shown."""
    return sha256(repr(parts).encode()).hexdigest()[:16]


def _check_ins(user: User, pieces: Collection[str], moment: datetime) -> Iterator[str]:
    today = timezone.localdate(moment)
    days = 7 if Piece.CHECK_INS_WEEK in pieces else int(Piece.CHECK_INS_TODAY in pieces)
    found = check_ins_of(user).filter(felt_at__date__gt=today - timedelta(days=days), felt_at__date__lte=today)
    for one in found[:MOST_CHECK_INS] if days else []:
        yield _check_in(one, pieces)


def _check_in(one: CheckIn, pieces: Collection[str]) -> str:
    said = [f"{_moment(one.felt_at)}: {one.get_feeling_display()}"]
    if Piece.GOING_ON in pieces and one.going_on:
        said.append(", ".join(one.going_on))
    if Piece.NOTES in pieces and one.note:
        said.append(one.note)
    return ". ".join(said)


def _intention(user: User, pieces: Collection[str], moment: datetime) -> Iterator[str]:
    if Piece.INTENTION in pieces:
        yield own_day_on(user, day_of(user, moment)).intention


def _milestones(user: User, pieces: Collection[str], moment: datetime) -> Iterator[str]:
    for milestone in milestones_of(user):
        if named("milestone", milestone.public_id) in pieces:
            shown = show(milestone, timezone.localdate(moment))
            # No number: beside the first day it would tell of hard ones.
            yield "\n".join(line for line in (shown.name, shown.about) if line)


def _boundaries(user: User, pieces: Collection[str]) -> Iterator[str]:
    for one in boundaries_of(user):
        if named("boundary", one.public_id) in pieces:
            yield "\n".join(line for line in (_boundary(one), one.words) if line)


def _boundary(one: Boundary) -> str:
    return f"{one.get_kind_display()}: {one.about}"


def _plan(user: User, pieces: Collection[str]) -> Iterator[str]:
    present = plan_of(user)
    for part in PARTS:
        if named("plan", part.name) in pieces and words_in(present, part.name):
            yield f"{gettext(part.title)}\n{words_in(present, part.name)}"


def _meeting(user: User, pieces: Collection[str]) -> Iterator[str]:
    if Piece.MEETING not in pieces:
        return
    ahead = next_meetings(user, MOST_MEETINGS, own_only=True)
    # The time alone: what it is called, and whose it is, is the group's.
    own = (one for one in ahead if one.is_going or (one.answer != Answer.NO and not one.is_activity))
    yield from [_moment(one.starts_at) for one in own][:1]


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
