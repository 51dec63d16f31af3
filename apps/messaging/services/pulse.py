"""What every open socket of a process needs to know now and then, read for all of them at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from apps.core.socket_sessions import SocketUser, refused_among
from apps.core.sockets import CloseCode
from apps.messaging.models import Room
from apps.messaging.rules.viewing import View
from apps.messaging.services.viewing import views_of


@dataclass(frozen=True, slots=True)
class Beat:
    """A room's counters as the database has them."""

    change: int
    first: int
    people: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """Rooms' counters, and the views of those who may still read: a pair that is missing may not."""

    beats: dict[str, Beat]
    views: dict[tuple[int, str], View]
    refused: dict[SocketUser, CloseCode]


def read_pulse(room_ids: Iterable[str], pairs: Iterable[tuple[int, str]], people: Collection[SocketUser]) -> Pulse:
    """Return the counters of these rooms, what these (user, room) pairs see of them, and whose socket may not go on."""
    rows = Room.objects.filter(public_id__in=list(room_ids)).values_list(
        "public_id", "last_change", "first", "people__counter"
    )
    beats = {public_id: Beat(change, first, people or 0) for public_id, change, first, people in rows}
    return Pulse(beats, views_of(pairs), refused_among(people))
