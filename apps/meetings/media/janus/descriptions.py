"""What of a browser's description is taken, and what Janus is told of it."""

from contextlib import suppress

from apps.meetings.media.base import Kind, MediaError
from apps.meetings.media.sdp import BadDescription, read_description

# Our browsers offer sound first and pictures second. Whoever mutes somebody of another process counts on it, so that
# no other offer is taken.
MIDS = {Kind.AUDIO: "0", Kind.VIDEO: "1"}


def checked(sdp: str) -> str:
    """Return what a browser would say. Raises MediaError."""
    with suppress(BadDescription):
        read_description(sdp)
        return sdp
    raise MediaError("bad_description")


def kinds_of(sdp: str) -> list[Kind]:
    """Return what an offer of our browsers would send. Raises MediaError for any other offer."""
    sections = read_description(checked(sdp)).sections
    if any(MIDS[section.kind] != section.mid for section in sections):
        raise MediaError("bad_description")
    return [section.kind for section in sections]


def without_candidates(sdp: str) -> str:
    """Return the description without the browser's addresses: Janus needs none, and learns none."""
    return "".join(line for line in sdp.splitlines(keepends=True) if not line.startswith("a=candidate:"))
