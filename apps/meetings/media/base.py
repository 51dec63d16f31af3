"""The seam between a meeting and what carries its sound and pictures.

Behind it is the embedded forwarder today and Janus VideoRoom later. Both give each person two connections: one that
publishes what they send and one that subscribes to everybody else. All media goes through the server: a browser gets
candidates of the server alone, and what a browser says about its own addresses is never handed on.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a track carries."""

    AUDIO = "audio"
    VIDEO = "video"


class Side(StrEnum):
    """Which of a person's two connections is meant."""

    PUBLISHER = "publisher"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True)
class Place:
    """One person in one room, both by public id."""

    room: str
    person: str


@dataclass(frozen=True, slots=True)
class Participation:
    """One stay of a person in a room: a second tab or a return is another one."""

    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Feed:
    """Who is heard or seen on a media section of the subscriber's description."""

    mid: str
    person: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Offered:
    """The server offers the subscriber connection anew; `version` comes back with the answer."""

    sdp: str
    version: int
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """The participation has ended: `removed`, `closed`, `replaced`, `lost` or `server_gone`."""

    reason: str


type MediaEvent = Offered | Gone
# Must return soon and not call the backend: the events of a whole process wait behind it.
type Listener = Callable[[MediaEvent], Awaitable[None]]


class MediaError(Exception):
    """The media server refused, with a stable code; nothing was changed."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class MediaUnavailable(MediaError):
    """The media server cannot be reached; joining again later may work."""

    def __init__(self) -> None:
        super().__init__("media_unavailable")


class MediaBackend(Protocol):
    """What a meeting needs from a media server.

    What a person does to their own stay takes a `Participation`; what a host does to somebody takes a `Place`, since
    the host's socket may live in another process than theirs.
    """

    needs_candidates: bool
    """Whether browsers should send their candidates; False where they reach the server, never the reverse."""

    async def join(self, place: Place, *, hidden: frozenset[str], listener: Listener) -> Participation:
        """Give the person a stay in the room, muted and without picture; an older stay of theirs ends.

        `hidden` are people with whom nothing is exchanged, in either direction.

        Raises MediaError (`refused`, `room_full`) and MediaUnavailable.
        """

    async def hide(self, stay: Participation, hidden: frozenset[str]) -> None:
        """Exchange nothing with these people from now on, and again with everybody else; others notice nothing."""

    async def lighten(self, stay: Participation, *, is_light: bool) -> None:
        """Send this stay no pictures from now on (True), or everything again; others notice nothing."""

    async def publish(self, stay: Participation, sdp: str) -> str:
        """Take the browser's offer to send and return the server's answer, complete with its candidates."""

    async def subscribe(self, stay: Participation) -> None:
        """Send what others publish; `Offered` follows now and whenever people come and go."""

    async def answer(self, stay: Participation, sdp: str, *, version: int) -> None:
        """Take the browser's answer to the offer with this version; an older one is ignored."""

    async def trickle(self, stay: Participation, side: Side, candidate: Mapping[str, object] | None) -> None:
        """Take one of the browser's candidates, or None for the last; it never reaches another browser."""

    async def mute(self, place: Place, *, audio: bool | None = None, video: bool | None = None) -> None:
        """Stop (True) or let through (False) what the person sends, at the server; None leaves it as it is.

        Raises MediaError (`too_many_pictures`) when no more pictures can be carried.
        """

    async def leave(self, stay: Participation) -> None:
        """End this stay; unknown or ended ones are ignored."""

    async def remove(self, place: Place) -> None:
        """End every stay of the person and refuse what was granted before now."""

    async def close(self, room: str) -> None:
        """End every stay in the room."""

    async def stats(self, room: str) -> Mapping[str, Mapping[str, int]]:
        """Return packets received from and forwarded to each person, for tests and operators."""
