"""One person's sound and picture in one meeting, between their socket and the media server."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import structlog
from django.conf import settings

from apps.core.errors import Invalid
from apps.meetings.frame_values import wish_in
from apps.meetings.media import get_backend
from apps.meetings.media.base import Gone, MediaError, MediaEvent, Participation, Place, Side
from apps.meetings.media.turn import ice_servers
from apps.meetings.services.live import Standing

log = structlog.get_logger(__name__)

type Frame = dict[str, Any]

LONGEST_DESCRIPTION = 32 * 1024
# What a browser asks for here: whoever is inside; to be sent less, whoever waits too.
MEDIA_ACTIONS = frozenset({"media.join", "media.publish", "media.answer", "media.candidate", "media.light"})


class RoomMedia:
    """Belongs to one socket; what it joined ends with `leave`."""

    def __init__(self, say: Callable[[Frame], None]) -> None:
        self._say = say
        self._stay: Participation | None = None
        self._hidden: frozenset[str] = frozenset()
        self._is_light = False
        self._is_open = {"audio": False, "video": False}

    async def join(self, standing: Standing, hidden: frozenset[str]) -> None:
        """Join for somebody who is inside; whatever was joined before ends."""
        await self.leave()
        backend = get_backend()
        self._stay = await backend.join(place_of(standing), hidden=hidden, listener=self._hear)
        self._hidden = hidden
        self._is_open = {"audio": False, "video": False}
        await self.follow(standing, hidden)
        if self._is_light:
            await backend.lighten(self._stay, is_light=True)
        relays = ice_servers(settings.TURN_URLS, settings.TURN_SECRET)
        self._say({"type": "media.joined", "candidates": backend.needs_candidates, "ice": relays})
        await backend.subscribe(self._stay)

    async def lighten(self, frame: Frame) -> None:
        """Take no pictures from now on, or everything again: what a browser with a weak connection asks for."""
        wish = wish_in(frame, "is_light") is True
        if wish != self._is_light:
            self._is_light = wish
            if self._stay is not None:
                await get_backend().lighten(self._stay, is_light=wish)

    async def publish(self, frame: Frame) -> None:
        """Take the browser's offer to send."""
        sdp = await get_backend().publish(self._joined(), _description(frame))
        self._say({"type": "media.published", "sdp": sdp})

    async def answer(self, frame: Frame) -> None:
        """Take the browser's answer to an offer."""
        version = frame.get("version")
        if not isinstance(version, int):
            raise Invalid
        await get_backend().answer(self._joined(), _description(frame), version=version)

    async def trickle(self, frame: Frame) -> None:
        """Take one of the browser's candidates, for a backend that needs them; no other browser ever sees it."""
        candidate = frame.get("candidate")
        if frame.get("side") not in list(Side) or not (candidate is None or isinstance(candidate, dict)):
            raise Invalid
        await get_backend().trickle(self._joined(), Side(frame["side"]), candidate)

    async def follow(self, standing: Standing, hidden: frozenset[str]) -> None:
        """Let through what the seat says, exchange nothing across a block: rows decide, not browsers."""
        if hidden != self._hidden:
            await self._hide(hidden)
        wanted = {
            "audio": standing.is_inside and standing.may_be_heard and not standing.seat.is_muted,
            "video": standing.is_inside and standing.may_be_seen and standing.seat.has_picture,
        }
        if self._stay is not None and wanted != self._is_open:
            await get_backend().mute(self._stay.place, audio=not wanted["audio"], video=not wanted["video"])
            self._is_open = wanted

    async def _hide(self, hidden: frozenset[str]) -> None:
        stay, self._hidden = self._stay, hidden
        if stay is None:
            return
        try:
            await get_backend().hide(stay, hidden)
        except MediaError as error:
            # Rather nothing than too much: the browser joins anew, with the blocks of that moment.
            log.warning("media_hide_failed", reason=error.code)
            await self.leave()
            self._say({"type": "media.gone", "reason": "lost"})

    async def leave(self) -> None:
        """End the stay; harmless when there is none or the media server is away."""
        stay, self._stay = self._stay, None
        if stay is None:
            return
        try:
            await get_backend().leave(stay)
        except MediaError as error:
            # Without the control connection the forwarder ends the stay by itself.
            log.info("media_leave_failed", reason=error.code)

    async def _hear(self, event: MediaEvent) -> None:
        if isinstance(event, Gone):
            self._stay = None
            self._say({"type": "media.gone", "reason": event.reason})
        else:
            self._say({"type": "media.offered", **asdict(event)})

    def _joined(self) -> Participation:
        if self._stay is None:
            raise MediaError("not_joined")
        return self._stay


def place_of(standing: Standing, person: str = "") -> Place:
    """Return this person's place in the media room, or that of another one in the same meeting."""
    return Place(room=standing.meeting.public_id, person=person or standing.access.membership_public_id)


def _description(frame: Frame) -> str:
    sdp = frame.get("sdp")
    if not isinstance(sdp, str) or len(sdp) > LONGEST_DESCRIPTION:
        raise Invalid
    return sdp
