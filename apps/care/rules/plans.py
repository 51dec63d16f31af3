"""The parts of a safety plan, in the order in which somebody goes through them on a bad night.

After the Safety Planning Intervention of Barbara Stanley and Gregory K. Brown (Cognitive and Behavioral Practice 19, 2012,
256-264), which names six steps and asks besides what is worth living for. The words are ours; their form is theirs.
"""

from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from apps.core.sentences import gettext_noop


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part: `name` is its column and its place in the address."""

    name: str
    title: str
    asks: str
    example: str


PARTS = (
    PlanPart(
        "signs",
        gettext_noop("How I notice that it begins"),
        gettext_noop("Thoughts, feelings, pictures, things you do: what tells you that this plan is needed now?"),
        gettext_noop("For example: “It will never end.” I stop answering messages. I lie awake and count."),
    ),
    PlanPart(
        "alone",
        gettext_noop("What I can do by myself"),
        gettext_noop("What gives you a little distance without needing anybody? Small things count most."),
        gettext_noop("For example: a hot shower. The playlist from the sea. Feeding the cat. Ten minutes outside."),
    ),
    PlanPart(
        "company",
        gettext_noop("People and places that take my mind off it"),
        gettext_noop("Where are people, and who is good to be with, without having to talk about it?"),
        gettext_noop("For example: the library until nine. Football with Sam. The bakery at the corner."),
    ),
    PlanPart(
        "people",
        gettext_noop("People I can ask for help"),
        gettext_noop("Whom can you tell that it is bad? Write their number beside their name, so that it is one tap."),
        gettext_noop("For example: my sister, 020 7946 0018. Joan next door."),
    ),
    PlanPart(
        "professionals",
        gettext_noop("Those whose work it is to help"),
        gettext_noop(
            "A doctor, a therapist, a hospital, a line: names, numbers, hours. The lines of your country stand beside it anyway."
        ),
        gettext_noop(
            "For example: Dr Ash, weekdays until four, 020 7946 0911. The hospital in Mill Street, day and night."
        ),
    ),
    PlanPart(
        "surroundings",
        gettext_noop("How I make it safer around me"),
        gettext_noop(
            "What could hurt you is best far away before it gets bad. Who can keep it for you, or lock it away?"
        ),
        gettext_noop(
            "For example: my sister keeps the tablets and gives me a week’s. No bottles in the house. I stay at Joan’s."
        ),
    ),
    PlanPart(
        "reasons",
        gettext_noop("What is worth living for"),
        gettext_noop("One thing is enough, however small."),
        gettext_noop("For example: the dog. Mia’s school play in spring. I want to see the sea once more."),
    ),
)
NAMES = tuple(part.name for part in PARTS)


def part_after(name: str) -> str:
    """Return the name of the next part, or nothing after the last."""
    return dict(pairwise(NAMES)).get(name, "")


def mark_of(words: str) -> str:
    """Return what a page remembers of the words that it was drawn from."""
    return sha256(words.encode()).hexdigest()[:16]


def tidied(words: str) -> str:
    """Return the words as they are kept: line breaks alike in every browser."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()
