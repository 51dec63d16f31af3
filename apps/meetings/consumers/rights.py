"""What the person behind a meeting's socket may do: read anew for each look and each act, never remembered."""

import secrets
from collections.abc import Callable

from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.core.socket_sessions import SocketUser, refusal_of
from apps.core.sockets import CloseCode, in_database
from apps.core.wording import speaking
from apps.meetings.errors import MeetingOver, RemovedFromMeeting, Superseded
from apps.meetings.room_frames import Frame
from apps.meetings.services import presence
from apps.meetings.services.live import Standing, read_standing

_CODES: dict[type[DomainError], CloseCode] = {
    NotFound: CloseCode.NOT_ALLOWED,
    RemovedFromMeeting: CloseCode.NOT_ALLOWED,
    Superseded: CloseCode.TOO_MANY,
    MeetingOver: CloseCode.NORMAL,
}


class Ended(Exception):
    """The socket closes with this code after its last frame, or has been closed by the browser (None)."""

    def __init__(self, code: CloseCode | None, last: Frame | None = None) -> None:
        self.code = code
        self.last = last
        super().__init__(code)


class Rights:
    """Belongs to one socket of one signed-in person; every question may raise Ended."""

    def __init__(self, meeting_id: str, user: SocketUser) -> None:
        self._meeting_id = meeting_id
        self._user = user
        self._connection = secrets.token_urlsafe(18)

    async def require_session(self) -> None:
        """Raise Ended unless the session that opened the socket holds, and its person owes no yes."""
        refusal = await refusal_of(self._user)
        if refusal is not None:
            raise Ended(refusal)

    async def ask[T](self, call: Callable[[], T]) -> T:
        """Return what a synchronous call finds in the database, in the person's language and time."""

        def in_their_words() -> T:
            with speaking(self._user.language), timezone.override(self._user.time_zone or None):
                return call()

        try:
            return await in_database(in_their_words)
        except MeetingOver:
            raise Ended(_CODES[MeetingOver], {"type": "meeting.over"}) from None
        except tuple(_CODES) as error:
            raise Ended(_CODES[type(error)]) from None

    def claim(self) -> Standing:
        """Let this socket speak for the seat, and return what the person is in the meeting. Synchronous."""
        standing = read_standing(self._meeting_id, self._person())
        presence.claim(standing.seat, self._connection)
        return self.standing()

    def standing(self) -> Standing:
        """Return what the person is in the meeting now, while this socket speaks for the seat. Synchronous."""
        return read_standing(self._meeting_id, self._person(), connection=self._connection)

    def touch(self, standing: Standing) -> None:
        """Note that the socket is still there. Synchronous."""
        presence.touch(standing.seat, self._connection)

    async def give_up_picture(self, standing: Standing) -> None:
        """The media server could not carry it: the seat says so to everybody."""
        await in_database(presence.without_picture, standing.seat, self._connection)

    async def release(self) -> None:
        """Nobody speaks for the seat any more, unless another socket has taken over."""
        await in_database(presence.release, self._meeting_id, self._user.user_id, self._connection)

    def _person(self) -> User:
        user = User.objects.filter(pk=self._user.user_id, is_active=True).first()
        if user is None:
            raise NotFound
        return user
