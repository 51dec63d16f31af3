"""Somebody asks to be kept apart from another one everywhere: site safety staff decide, and tell nobody where.

Whoever asked reads that it was done, or a sentence why not; the other one reads nothing. Who decided stands in the log,
in a line that names the case alone.
"""

from django.db import transaction
from django.utils import timezone

from apps.core.errors import NotFound
from apps.groups.models import KeptApart
from apps.groups.services import keeping_apart
from apps.moderation.errors import NotClosable
from apps.moderation.models import Case, CaseStep, Report
from apps.moderation.rules.states import Act
from apps.moderation.rules.words import require_words
from apps.moderation.services.closing import finish
from apps.moderation.services.handling import Hands
from apps.moderation.services.hands import keep_step, locked_for, open_for, take


def standing_of(case: Case) -> KeptApart | None:
    """Return that the two of the case are kept apart now, by this case or another, if they are."""
    two = _two(case)
    return keeping_apart.kept_apart(*two) if two else None


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
    return _end(case, hands, CaseStep.Kind.APART, Case.Outcome.ACTED, "")


@transaction.atomic
def decline(user_id: int, public_id: str, *, answer: str) -> Case:
    """Nothing changes, and whoever asked reads the answer. Raises the same, and Invalid without an answer."""
    case, hands = _open(user_id, public_id)
    words = require_words(answer)
    take(case, hands)
    return _end(case, hands, CaseStep.Kind.CLOSED, Case.Outcome.DISMISSED, words)


@transaction.atomic
def let_meet(user_id: int, public_id: str) -> None:
    """The two can meet again wherever neither chose not to by hand; nobody is told.

    From any case between them, ended or not, of whoever may handle it. Raises NotFound, NotClosable where nothing stands.
    """
    case, hands = locked_for(user_id, public_id)
    _require_wish(case)
    pair = standing_of(case)
    if pair is None:
        raise NotClosable
    keeping_apart.let_meet(pair)
    keep_step(case, hands, CaseStep.Kind.TOGETHER)


def _open(user_id: int, public_id: str) -> tuple[Case, Hands]:
    case, hands = open_for(user_id, public_id, Act.DECIDED)
    _require_wish(case)
    return case, hands


def _require_wish(case: Case) -> None:
    if case.subject != Report.Subject.APART:
        raise NotFound


def _end(case: Case, hands: Hands, kind: CaseStep.Kind, outcome: Case.Outcome, answer: str) -> Case:
    case.outcome, case.note, case.closed_at = outcome, answer, timezone.now()
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
