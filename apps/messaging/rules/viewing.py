"""What one person sees of a room, as a value that a socket can keep and compare. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from apps.groups.permissions import State
from apps.groups.rules.duty import NOBODY_EVER, Duty
from apps.messaging.rules.muted_words import fold_case, is_said_in, pieces_of

# What a member may let others see of them, as it is said in `View.shows` and as an audience.
HINTS = frozenset({"typing", "presence"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not write: an error's code and sentence, when it ends, and where the reason is to be read.

    `until` is a moment that fills the sentence; `letter` is an address on this site, or nothing.
    """

    code: str
    sentence: str
    until: datetime | None = None
    letter: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One person's eyes in one room. `blocked` are the public ids of memberships one does not meet, with since when.

    `blocking` are those among them whom this person blocked themselves: the other side is told nothing of it.
    `refusal` answers writing, and is None for whoever may write; times are seconds since 1970.
    `muted` are the words, in lower case, that one does not want to meet. `shows` is what this person lets others see of
    them, and so sees of others: "typing", "presence". `duty` and `unattended` are what the room says of who is there.
    """

    membership: str
    is_overseer: bool = False
    sees_held: bool = False
    blocked: Mapping[str, float] = field(default_factory=dict)
    refusal: Refusal | None = None
    muted: tuple[str, ...] = ()
    blocking: frozenset[str] = frozenset()
    shows: frozenset[str] = frozenset()
    alias: str = ""
    duty: Duty = NOBODY_EVER
    unattended: State | None = None

    @property
    def is_plain(self) -> bool:
        """Tell whether this person sees just what everybody sees."""
        return self.is_overseer or not (self.blocked or self.muted)

    def is_touched(self, parties: Mapping[str, float], text: str) -> bool:
        """Tell whether a message may look different to this person: somebody in it, or a word, is not met.

        `parties` are the people in it besides its author and since when; `text` is the whole of it. A word found here
        may yet be shown: the database has the last word.
        """
        if self.is_plain:
            return False
        if not all(self.meets(member, at) for member, at in parties.items()):
            return True
        folded = fold_case(text) if self.muted else ""
        return any(all(piece in folded for piece in pieces_of(word)) for word in self.muted)

    def is_unwanted(self, text: str) -> bool:
        """Tell whether these words hold one that this person does not want to meet."""
        return not self.is_overseer and any(is_said_in(word, text) for word in self.muted)

    def meets(self, author: str, at: float) -> bool:
        """Tell whether what that member said at that moment is shown to this person."""
        since = None if self.is_overseer else self.blocked.get(author)
        return since is None or at < since

    def sees(self, author: str, at: float, audience: str) -> bool:
        """Tell whether a message is shown: what waits for a moderator is its author's.

        Hints are for those who give the same, and never come back to whoever gave them.
        """
        if audience in HINTS and (audience not in self.shows or author == self.membership):
            return False
        if audience == "few" and not self.sees_held and author != self.membership:
            return False
        return self.meets(author, at)

    def is_told_otherwise(self, old: "View") -> bool:
        """Tell whether an open page says something else about writing, or about who is there, than after `old`."""
        told = (self.refusal, self.duty, self.unattended)
        return told != (old.refusal, old.duty, old.unattended)

    def is_seen_anew(self, old: "View") -> bool:
        """Tell whether an open page must be loaded anew after this person's view was `old`.

        Not after somebody blocked them: nothing that stands there goes away, and the frame alone would tell. A block
        that is over shows what it hid.
        """
        if (self.muted, self.sees_held, self.is_overseer) != (old.muted, old.sees_held, old.is_overseer):
            return True
        return bool(self.blocking - old.blocking) or any(
            at < self.blocked.get(who, inf) for who, at in old.blocked.items()
        )
