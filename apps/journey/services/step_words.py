"""The small steps in words: what it is, why it helps, and how to make it smaller."""

from dataclasses import dataclass

from django.utils.translation import gettext

from apps.journey.models import SmallStep
from apps.journey.rules.steps import Doing

type _Said = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """One step in the active language; `did` says it as something done."""

    title: str
    why: str
    smaller: str
    go: str
    did: str


def words_of(step: Doing) -> Words:
    """Return the step in words."""
    why, smaller, go, did = {
        Doing.REACT: _react,
        Doing.CHECK_IN: _check_in,
        Doing.WRITE: _write,
        Doing.LISTEN: _listen,
        Doing.SAY: _say,
        Doing.SHARE: _share,
    }[step]()
    return Words(str(SmallStep(step).label), why, smaller, go, did)


def _react() -> _Said:
    return (
        gettext("“I hear you” takes one tap, and somebody knows that they were read. You took part without a word."),
        gettext("Only read a few messages. That is being there, too."),
        gettext("Go to the chat"),
        gettext("you answered somebody quietly"),
    )


def _check_in() -> _Said:
    return (
        gettext("What has a word is easier to carry, and easier to tell somebody one day."),
        gettext("One tap is enough. Leave everything else empty."),
        gettext("Check in"),
        gettext("you said to yourself how it was"),
    )


def _write() -> _Said:
    return (
        gettext("A hard day is lighter when one person knows of it. It often does the other one good as well."),
        gettext("Take one of the sentences from “My people” as it stands: “I was thinking of you.”"),
        gettext("Choose somebody"),
        gettext("you wrote to somebody alone"),
    )


def _listen() -> _Said:
    return (
        gettext("Hearing others say what you know from yourself makes it less lonely. Camera and microphone stay off."),
        gettext("Look at what will happen in it first, or stay for ten minutes and go."),
        gettext("See the next meeting"),
        gettext("you were in a meeting"),
    )


def _say() -> _Said:
    return (
        gettext("Others can answer only what was said. One sentence is enough to be met."),
        gettext("Write “hello”, or write something and leave it unsent: it waits for you."),
        gettext("Go to the chat"),
        gettext("you said something in a group"),
    )


def _share() -> _Said:
    return (
        gettext("What is told to people who know it loses some of its weight, and somebody else feels less alone."),
        gettext("Write it down for yourself first, with a check-in. Whether you share it is another day’s question."),
        gettext("Go to the chat"),
        gettext("you shared something that was hard"),
    )
