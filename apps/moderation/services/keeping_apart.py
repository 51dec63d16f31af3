"""Somebody asks to be kept apart from another one everywhere: site safety staff decide, and tell nobody where.

Whoever asked reads that it was done, or a sentence why not, and that it ended; the other one reads nothing, and cannot
have it ended by a wish of their own. Who decided stands in the log, in a line that names the case alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.core.errors import NotFound
from apps.groups.services import keeping_apart
from apps.moderation.errors import NotClosable
from apps.moderation.models import Case, CaseStep, Report
from apps.moderation.rules.states import Act
from apps.moderation.services.closing import close, finish, thank
from apps.moderation.services.handling import Hands
from apps.moderation.services.hands import keep_step, locked_for, open_for, take


@dataclass(frozen=True, slots=True)
class Standing:
    """That the two of a case are kept apart, for staff alone: by a wish of whoever asked here, of the other one, of both."""

    since: datetime
    by_asker: bool
    by_other: bool


def standing_of(case: Case) -> Standing | None:
    """Return that the two of the case are kept apart now, by this case or another, if they are."""
    two = _two(case)
    pair = keeping_apart.kept_apart(*two) if two else None
    return Standing(pair.since, *map(pair.was_asked_by, two)) if pair and two else None


def holds(wish: Report) -> bool:
    """Tell whoever made the wish whether it was done and holds now; what the other one asked for is no part of it."""
    case = wish.case
    if case is None or case.subject != Report.Subject.APART or case.outcome != Case.Outcome.ACTED:
        return False
    if _two(case) is None:
        # That the other one is gone is not for here: two of whom one is gone do not meet.
        return not case.steps.filter(kind=CaseStep.Kind.TOGETHER).exists()
    standing = standing_of(case)
    return standing is not None and standing.by_asker


def is_between_two(case: Case) -> bool:
    """Tell whether both whom the case is about are still there."""
    return _two(case) is not None


@transaction.atomic
def keep_apart(user_id: int, public_id: str) -> Case:
    """The two meet in no group any more, and whoever asked has been told that it is done.

    Raises NotFound for whoever may not know of the case or where it is about something else, NotClosable where one of the
    two is gone, CaseInOtherHands.
    """
    case, hands = _open(user_id, public_id)
    two = _two(case)
    if two is None:
        raise NotClosable
    take(case, hands)
    # The groups' rows are locked before the log.
    keeping_apart.keep_apart(*two)
    return _end(case, hands, CaseStep.Kind.APART)


@transaction.atomic
def decline(user_id: int, public_id: str, *, answer: str) -> Case:
    """Nothing changes, and whoever asked reads the answer once it can no longer be taken back (`closing.reopen_case`).

    Raises the same, and Invalid without an answer.
    """
    case, hands = _open(user_id, public_id, Act.CLOSE)
    close(case, hands, outcome=Case.Outcome.DISMISSED, note=answer)
    return case


@transaction.atomic
def let_meet(user_id: int, public_id: str) -> None:
    """The two can meet again, except where the other one asked, too, or one chose not to by hand; whoever asked is told.

    From any case of whoever asked for it, done or open, which is done then. Raises NotFound, CaseInOtherHands, NotClosable
    where nothing stands that they asked for.
    """
    case, hands = locked_for(user_id, public_id)
    _require_wish(case)
    if case.state == Case.State.OPEN:
        open_for(user_id, public_id, Act.DECIDED)
    two = _two(case)
    if two is None or not keeping_apart.let_meet(*two):
        raise NotClosable
    _tell_end(case, hands)


def _tell_end(case: Case, hands: Hands) -> None:
    if case.state == Case.State.OPEN:
        take(case, hands)
        _end(case, hands, CaseStep.Kind.TOGETHER)
        return
    for wish in case.reports.all():
        thank(wish)
    keep_step(case, hands, CaseStep.Kind.TOGETHER)


def _open(user_id: int, public_id: str, act: Act = Act.DECIDED) -> tuple[Case, Hands]:
    case, hands = open_for(user_id, public_id, act)
    _require_wish(case)
    return case, hands


def _require_wish(case: Case) -> None:
    if case.subject != Report.Subject.APART:
        raise NotFound


def _end(case: Case, hands: Hands, kind: CaseStep.Kind) -> Case:
    case.outcome, case.note, case.closed_at = Case.Outcome.ACTED, "", timezone.now()
    case.save(update_fields=["outcome", "note", "closed_at"])
    finish(case)
    keep_step(case, hands, kind)
    return case


def _two(case: Case) -> tuple[int, int] | None:
    """Return the accounts of whoever asked and of whom it is about, while both are there."""
    wish = next(iter(case.reports.all()), None)
    if wish is None or wish.reporter is None or wish.reported is None:
        return None
    return wish.reporter.user_id, wish.reported.user_id
