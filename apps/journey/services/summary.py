"""What a member takes to somebody whose work it is to help: put together by them piece by piece, and kept nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from apps.accounts.models import User
from apps.care.rules.plans import PARTS
from apps.care.services.plans import plan_of, words_in
from apps.journey.models import CheckIn, GoodThing
from apps.journey.services.check_ins import check_ins_of
from apps.journey.services.good_things import good_things_of
from apps.journey.services.milestones import milestones_of
from apps.journey.services.showing import Shown, show

MOST_GOOD_THINGS = 40


@dataclass(frozen=True, slots=True)
class Offered:
    """What this person could take along, each piece by its name; what they keep nothing of is not there."""

    milestones: list[tuple[str, str]]
    has_check_ins: bool
    good_things: list[tuple[str, str]]
    plan: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What they take along. `days` is how far back check-ins go, 0 for none."""

    milestones: Sequence[str] = field(default_factory=list)
    has_slips: bool = False
    days: int = 0
    has_going_on: bool = False
    has_notes: bool = False
    good_things: Sequence[str] = field(default_factory=list)
    plan: Sequence[str] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it, one paragraph each."""

    title: str
    lines: list[str]


def offered_to(user: User) -> Offered:
    """Return what this person keeps and could choose from."""
    present = plan_of(user)
    return Offered(
        [(one.public_id, one.name) for one in milestones_of(user)],
        check_ins_of(user).exists(),
        [(one.public_id, f"{_day(timezone.localtime(one.kept_at).date())}: {one.words}") for one in _good_things(user)],
        [(part.name, gettext(part.title)) for part in PARTS if words_in(present, part.name)],
    )


def compose(user: User, chosen: Chosen, today: date) -> list[Part]:
    """Return what was chosen and nothing else, in one order; what is not theirs, or gone by now, is not there."""
    parts = [
        Part(gettext("What I want to say"), [chosen.words.strip()]),
        Part(gettext("Days that count for me"), list(_milestones(user, chosen, today))),
        Part(gettext("How it was lately"), [_check_in(one, chosen) for one in _check_ins(user, chosen, today)]),
        Part(
            gettext("What was good"), [one.words for one in _good_things(user) if one.public_id in chosen.good_things]
        ),
        Part(gettext("From my safety plan"), list(_plan(user, chosen))),
    ]
    return [part for part in parts if any(part.lines)]


def as_text(parts: Sequence[Part], today: date) -> str:
    """Return the same as plain text."""
    blocks = [f"{heading()}\n{_day(today)}"]
    blocks += ["\n\n".join([f"{part.title}\n{'-' * len(part.title)}", *part.lines]) for part in parts]
    return "\n\n\n".join(blocks) + "\n"


def heading() -> str:
    """Return what stands above all of it: nothing that says where it was written."""
    return gettext("Notes for a conversation")


def mark_of(text: str) -> str:
    """Return by what a page knows that what leaves is what was shown."""
    return sha256(text.encode()).hexdigest()[:16]


def _milestones(user: User, chosen: Chosen, today: date) -> Iterator[str]:
    for milestone in milestones_of(user):
        if milestone.public_id in chosen.milestones:
            yield _milestone(show(milestone, today), has_slips=chosen.has_slips)


def _milestone(shown: Shown, *, has_slips: bool) -> str:
    lines = [shown.name, shown.about]
    # Beside the first day a number of days would tell of hard ones that were not chosen.
    if has_slips:
        lines += [shown.since or _number(shown), *(_hard_time(slip.on, slip.until, slip.note) for slip in shown.slips)]
    return "\n".join(line for line in lines if line)


def _number(shown: Shown) -> str:
    if shown.number is None:
        return ""
    return ngettext("%(count)d day in all", "%(count)d days in all", shown.number) % {"count": shown.number}


def _hard_time(on: date, until: date, note: str) -> str:
    days = _day(on) if on == until else f"{_day(on)} – {_day(until)}"
    said = gettext("A day that was hard: %(days)s.") % {"days": days}
    return f"{said} {note}".strip()


def _check_ins(user: User, chosen: Chosen, today: date) -> list[CheckIn]:
    if not chosen.days:
        return []
    since = today - timedelta(days=chosen.days)
    return list(check_ins_of(user).filter(felt_at__date__gt=since, felt_at__date__lte=today))


def _check_in(one: CheckIn, chosen: Chosen) -> str:
    when = date_format(timezone.localtime(one.felt_at), "DATETIME_FORMAT")
    said = [f"{when}: {one.get_feeling_display()}"]
    if chosen.has_going_on and one.going_on:
        said.append(", ".join(one.going_on))
    if chosen.has_notes and one.note:
        said.append(one.note)
    return ". ".join(said)


def _good_things(user: User) -> list[GoodThing]:
    return list(good_things_of(user)[:MOST_GOOD_THINGS])


def _plan(user: User, chosen: Chosen) -> Iterator[str]:
    present = plan_of(user)
    for part in PARTS:
        if part.name in chosen.plan and words_in(present, part.name):
            yield f"{gettext(part.title)}\n{words_in(present, part.name)}"


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
