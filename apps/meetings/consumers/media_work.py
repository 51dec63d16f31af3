"""What one socket asks of the media server: in order, and beside everything else that the socket does.

A media server that says nothing holds up no state, no answer to a ping and no end.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from django.utils.translation import gettext

from apps.core.errors import Invalid
from apps.core.sockets import CloseCode
from apps.meetings.consumers.rights import Ended
from apps.meetings.media.base import MediaError
from apps.meetings.room_frames import Frame, error_frame
from apps.meetings.room_media import RoomMedia

LEAVE_WITHIN_SECONDS = 1.0
MOST_WAITING = 100  # More than any page asks for, and it holds descriptions of up to 32 KiB each.

type Work = Callable[[], Awaitable[None]]


class MediaWork:
    """Belongs to one socket, which ends when more waits than any page asks for."""

    def __init__(self, say: Callable[[Frame], None]) -> None:
        self._say = say
        self._waiting: asyncio.Queue[tuple[str, Work]] = asyncio.Queue()

    def soon(self, about: str, work: Work) -> None:
        """Let this be done after what was asked before; a refusal is said, about the frame of this type.

        Raises Ended when too much waits already.
        """
        if self._waiting.qsize() >= MOST_WAITING:
            raise Ended(CloseCode.TOO_FAST)
        self._waiting.put_nowait((about, work))

    async def run(self) -> None:
        """Do what is asked, one after the other, until cancelled."""
        while True:
            about, work = await self._waiting.get()
            try:
                await work()
            except MediaError as error:
                self._say(error_frame(error.code, media_words(error), about))
            except Invalid as error:
                self._say(error_frame(error.code, gettext(error.sentence), about))


async def leave_soon(media: RoomMedia) -> None:
    """End the stay; a media server that does not answer finds the wish when it does."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LEAVE_WITHIN_SECONDS):
            await media.leave()


def media_words(error: MediaError) -> str:
    """Return what a person reads of this error, in the language that is spoken now."""
    sentences = {
        "too_many_pictures": gettext("There are as many pictures as the room can carry. Your voice still works."),
        "room_full": gettext("The room is full. You can try again when somebody has left."),
    }
    return sentences.get(error.code, gettext("Sound and picture do not work at the moment. We keep trying."))
