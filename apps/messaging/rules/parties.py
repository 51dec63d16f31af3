"""The people in a message besides its author: quoted, called on, answering quietly. Pure."""

from dataclasses import dataclass

from apps.messaging.rules.screening import Finding


@dataclass(frozen=True, slots=True)
class Reacted:
    """One member's quiet answer; `member` is a public id, `at` is seconds since 1970."""

    kind: str
    member: str
    at: float


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One member called on: `typed` is the alias in the body, `alias` the one they have now."""

    member: str
    typed: str
    alias: str


@dataclass(frozen=True, slots=True)
class Pictured:
    """One picture beside the words: its public id, its size in pixels, and what is to be seen in it."""

    id: str
    width: int
    height: int
    description: str


@dataclass(frozen=True, slots=True)
class Parties:
    """Everybody in a message whom a reader might not want to meet, and the pictures beside the words.

    `finding` is why somebody is to look at it, while it is held or put away until then.
    """

    reactions: tuple[Reacted, ...] = ()
    mentions: tuple[Mentioned, ...] = ()
    pictures: tuple[Pictured, ...] = ()
    finding: Finding | None = None


NOBODY = Parties()
