"""The heartbeat of a process: where its open rooms stand, and whether those who listen still may."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import structlog
from django.db import DatabaseError, InterfaceError

from apps.core.realtime import listener
from apps.core.socket_limits import places
from apps.core.sockets import read_database
from apps.messaging.consumers.hub import Seat, room_hub
from apps.messaging.consumers.presence import start_telling
from apps.messaging.rules.viewing import View
from apps.messaging.services.announcing import frame
from apps.messaging.services.pulse import Pulse, read_pulse

if TYPE_CHECKING:
    from apps.messaging.consumers.chat import ChatSocket

log = structlog.get_logger(__name__)

CALM = 14.0  # seconds between beats; docs/socket-protocol.md promises 15
ALARMED = 4.0  # while Redis is away, and beats are all that tells of new messages: within 5 s they must have

_sockets: WeakKeyDictionary[asyncio.AbstractEventLoop, set["ChatSocket"]] = WeakKeyDictionary()
_tasks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()


def open_sockets() -> set["ChatSocket"]:
    """Return the sockets of the running event loop."""
    return _sockets.setdefault(asyncio.get_running_loop(), set())


def start_beating() -> None:
    """Have one heartbeat in this event loop, from the first socket on."""
    loop = asyncio.get_running_loop()
    if loop not in _tasks:
        _tasks[loop] = loop.create_task(_beat_for_ever())
        start_telling()


async def _beat_for_ever() -> None:
    now = asyncio.Event()
    # What was said while Redis was away is found at once when it is back.
    listener().on_reconnect.append(now.set)
    listener().on_loss.append(now.set)
    while True:
        await _pause(now)
        try:
            await _beat()
        except (DatabaseError, InterfaceError) as error:
            log.warning("heartbeat_missed", error=type(error).__name__)
        except Exception:
            log.exception("heartbeat_failed")


async def _pause(now: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(CALM if room_hub().is_hearing else ALARMED):
            await now.wait()
    except TimeoutError:
        return
    now.clear()


async def _beat() -> None:
    sockets = tuple(open_sockets())
    if not sockets:
        return
    await places().renew()
    pairs = [(socket.user.user_id, room_id) for socket in sockets for room_id in socket.seats]
    seen = {seat: seat.view for socket in sockets for seat in socket.seats.values()}
    sessions = [socket.user for socket in sockets]
    pulse = await read_database(read_pulse, room_hub().room_ids(), pairs, sessions)
    let_go(sockets, pulse, seen)
    for room_id, beat in pulse.beats.items():
        told = frame("room.heartbeat", room=room_id, change=beat.change, first=beat.first, people=beat.people)
        room_hub().tell(room_id, told)


def let_go(sockets: Iterable["ChatSocket"], pulse: Pulse, seen: Mapping[Seat, View | None]) -> None:
    """End the sockets of those who were signed out, owe a new yes or may no longer read; apply what changed for the others.

    `seen` are the views when the pulse was asked for.
    """
    for socket in sockets:
        if (refusal := pulse.refused.get(socket.user)) is not None:
            socket.outbox.finish(refusal)
            continue
        for room_id, seat in tuple(socket.seats.items()):
            # What was opened or looked at meanwhile is newer than this pulse.
            if seat.view is not None and seen.get(seat) is seat.view:
                socket.apply(seat, pulse.views.get((socket.user.user_id, room_id)))
