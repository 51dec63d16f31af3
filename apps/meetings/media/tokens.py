"""Rights to enter a room of the media server: for one person and room, once, within ten minutes."""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

from apps.meetings.media.base import Place

UNUSED_FOR = timedelta(minutes=10)
# Clocks of two processes on one machine agree; this allows for rounding alone.
CLOCK_SLACK = timedelta(seconds=5)


class TokenRefused(Exception):
    """The token is not ours, too old, used before, or for another place."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a genuine token says: when it was given (seconds since the epoch) and its one-time mark."""

    given_at: float
    mark: str


def mint(secret: str, place: Place, *, now: float | None = None) -> str:
    """Return a token with which this person may enter this room once."""
    given_at = f"{time.time() if now is None else now:.6f}"
    mark = secrets.token_urlsafe(12)
    return f"{given_at}~{mark}~{_signature(secret, place, given_at, mark)}"


def read(secret: str, place: Place, token: str, *, now: float | None = None) -> Grant:
    """Return what the token grants. Raises TokenRefused."""
    given_at, _, rest = token.partition("~")
    mark, _, signature = rest.partition("~")
    expected = _signature(secret, place, given_at, mark)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise TokenRefused
    age = (time.time() if now is None else now) - float(given_at)
    if not -CLOCK_SLACK.total_seconds() <= age <= UNUSED_FOR.total_seconds():
        raise TokenRefused
    return Grant(given_at=float(given_at), mark=mark)


def _signature(secret: str, place: Place, given_at: str, mark: str) -> str:
    words = f"media-join\x1f{place.room}\x1f{place.person}\x1f{given_at}\x1f{mark}"
    return hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()
