"""Who speaks next in a meeting, and who may be heard: the order of the speaking queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

EVERYBODY, IN_TURN, HOSTS = "everybody", "in_turn", "hosts"


@dataclass(frozen=True, slots=True)
class Wish:
    """One seat that waits for the word.

    `since` is when the hand went up; in a round, when they came in. `place` is what a host has decided: 0 for nothing,
    else 1 stands before 2.
    """

    seat: int
    since: datetime
    times_spoken: int = 0
    place: int = 0


def in_order(wishes: Sequence[Wish], *, is_quiet_first: bool) -> list[Wish]:
    """Return who gets the word first, second, …: in the order of hands, quiet ones first if so wanted.

    What hosts have decided among the placed ones stays. Whoever came later stands behind them, but passes those at the
    end of the line who have less of a claim by the rule.
    """

    def claim(wish: Wish) -> tuple[int, datetime, int]:
        return (wish.times_spoken if is_quiet_first else 0, wish.since, wish.seat)

    line = sorted((wish for wish in wishes if wish.place), key=lambda wish: (wish.place, claim(wish)))
    for wish in sorted((wish for wish in wishes if not wish.place), key=claim):
        at = len(line)
        while at and claim(wish) < claim(line[at - 1]):
            at -= 1
        line.insert(at, wish)
    return line


def moved(line: Sequence[int], seat: int, *, by: int) -> list[int]:
    """Return the line with this seat that many places further (negative: earlier), never beyond an end."""
    rest = [other for other in line if other != seat]
    if len(rest) == len(line):
        return rest
    at = max(0, min(len(rest), line.index(seat) + by))
    return [*rest[:at], seat, *rest[at:]]


def is_let_through(sound: str, *, is_host: bool, has_word: bool) -> bool:
    """Tell whether a voice (in a meeting of words: what is written) reaches the others."""
    return sound == EVERYBODY or is_host or (sound == IN_TURN and has_word)
