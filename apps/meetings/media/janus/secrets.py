"""What opens Janus, each for one purpose: all derived from MEDIA_SERVER_SECRET, so that one secret is enough."""

import base64
import hashlib
import hmac
import secrets
import time
from datetime import timedelta

PLUGIN = "janus.plugin.videoroom"
UNUSED_FOR = timedelta(minutes=10)


class JanusSecrets:
    """The secrets of one Janus, known to our own processes alone."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self.api = self._derived("api")
        self.tokens = self._derived("tokens")
        self.create_rooms = self._derived("create-rooms")

    def of_room(self, room: str) -> str:
        """Return what it takes to mute, remove and close in this room."""
        return self._derived("room", room)

    def pin_of(self, room: str) -> str:
        """Return what it takes, beside a token, to come into this room."""
        return self._derived("pin", room)

    def for_handle(self) -> str:
        """Return a signed token with which a handle of the VideoRoom may be asked for."""
        return self._signed("janus", PLUGIN)

    def for_room(self, room: str, *, now: float | None = None) -> str:
        """Return a signed token for this room, unlike any other, that expires within ten minutes.

        Janus checks who signed it, for which room and until when. Whoever had it put on the room's list takes it off
        when it was used: so it opens once.
        """
        return self._signed(PLUGIN, f"room={room}", f"once={secrets.token_hex(12)}", now=now)

    def _signed(self, realm: str, *words: str, now: float | None = None) -> str:
        expires_at = int((time.time() if now is None else now) + UNUSED_FOR.total_seconds())
        text = ",".join([str(expires_at), realm, *words])
        # Janus knows this signature alone.
        signature = hmac.new(self.tokens.encode(), text.encode(), hashlib.sha1).digest()
        return f"{text}:{base64.b64encode(signature).decode()}"

    def _derived(self, *purpose: str) -> str:
        return hmac.new(self._secret, "\x1f".join(("janus", *purpose)).encode(), hashlib.sha256).hexdigest()
