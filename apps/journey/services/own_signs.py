"""What somebody can see of themself who wanted it: what they answered over time, and what they did lately. In words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.journey.models import LonelinessAnswer
from apps.journey.rules.isolation import HIGHEST, LOWEST
from apps.journey.rules.steps import LATELY, Doing
from apps.journey.rules.trend import Frame, Line, line_through
from apps.journey.services.answering import answers_of
from apps.journey.services.doings import doings_of
from apps.journey.services.step_words import words_of

A_YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Signs:
    """`line` is there from the second day on; `answers` are what it is drawn from, the latest first."""

    line: Line | None
    first_day: date
    words: str
    answers: list[LonelinessAnswer]
    did: list[str]


def signs_of(user: User, today: date) -> Signs:
    """Return the last year of answers and the last four weeks of doing, for this person alone."""
    answers = list(answers_of(user).filter(said_at__date__gt=today - A_YEAR))
    scores = {timezone.localtime(one.said_at).date(): float(one.score) for one in reversed(answers)}
    first_day = min(scores, default=today)
    line = line_through(scores, today, Frame(LOWEST, HIGHEST, max(today - first_day, timedelta(days=1))))
    done = doings_of(user, timezone.now() - LATELY)
    did = [words_of(step).did for step in Doing if step in done]
    return Signs(line, first_day, _compared([one.score for one in answers]), answers, did)


def _compared(scores: list[int]) -> str:
    """Say how the latest is beside the one before it, the person's own."""
    if len(scores) < 2:
        return ""
    latest, before = scores[:2]
    if latest == before:
        return gettext("The last two times your answers came to the same.")
    if latest < before:
        return gettext("The last time you felt less lonely than the time before.")
    return gettext(
        "The last time you felt lonelier than the time before. Being with somebody can help, in small steps."
    )
