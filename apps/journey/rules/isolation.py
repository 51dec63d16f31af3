"""The three questions about loneliness: their scale, and when what somebody answered is what they wrote a rule for. Pure.

The Three-Item Loneliness Scale, from: Hughes ME, Waite LJ, Hawkley LC, Cacioppo JT (2004), A Short Scale for Measuring
Loneliness in Large Surveys, Research on Aging 26(6), 655-672, doi 10.1177/0164027504268574. Its items are taken from the
R-UCLA Loneliness Scale (Russell, Peplau and Cutrona 1980). Each answer is 1 (hardly ever), 2 (some of the time) or 3
(often); the score is their sum, 3 to 9, higher is lonelier; the paper names no threshold, and there is none here.

Rights in the wording: the article is its publisher's. We found neither a licence for the three questions nor a condition
on their use; surveys in many countries print them. They are quoted with their source. Translations are our own and
were not validated.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

# Without the title, which is English: where one finds it, on a page in any language.
SOURCE = "Hughes, Waite, Hawkley, Cacioppo (2004). Research on Aging 26(6), 655–672. doi 10.1177/0164027504268574"

HARDLY_EVER, SOME_OF_THE_TIME, OFTEN = 1, 2, 3
LOWEST, HIGHEST = 3, 9

# An answer speaks of these days, not of months ago.
FRESH = timedelta(days=7)
# So long the questions wait before silence can say anything.
SILENCE = timedelta(days=14)

type Answers = Sequence[int]


class When(StrEnum):
    """What has to be so for a rule to hold."""

    OFTEN = "often"
    TWICE = "twice"
    SILENT = "silent"


def score(answers: Answers) -> int:
    """Return the published score: the sum of the three."""
    return sum(answers)


def holds_by_answers(when: When, answered: Sequence[Answers]) -> bool:
    """Tell whether a rule holds by what was answered since it stands, the latest first."""
    if when is When.OFTEN:
        return bool(answered) and list(answered[0]).count(OFTEN) >= 2
    return when is When.TWICE and len(answered) >= 2 and all(OFTEN in answers for answers in answered[:2])


def has_waited(asked_at: datetime | None, now: datetime) -> bool:
    """Tell whether the questions have waited for an answer long enough for silence to say something."""
    return asked_at is not None and now - asked_at >= SILENCE
