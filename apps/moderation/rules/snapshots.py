"""What may be shown of a room around a report, and what is kept from elsewhere: pure."""

from collections.abc import Iterable, Mapping

from apps.core.sentences import gettext_noop

# Rooms that every member of the group reads. In all others (direct messages, a meeting) those who look after the group
# read nothing but the reported excerpt, and only through the report.
COMMON_ROOMS = frozenset({"chat", "wall"})


OFFER = "offer"
# What a member wrote that a report keeps sealed (`Report.written`): an offer, which the group reads, or words of a pact.
WRITTEN: dict[str, str] = {
    OFFER: gettext_noop("What they offer as a mentor"),
    "aim": gettext_noop("What the pact is about"),
    "terms": gettext_noop("What they proposed"),
    "pledge": gettext_noop("What they meant to do"),
    "note": gettext_noop("What they added"),
}


def is_of_a_pact(written: Iterable[Mapping[str, str]]) -> bool:
    """Tell whether some of it was for one other person alone."""
    return any(one["what"] != OFFER for one in written)


def is_common(room_kind: str) -> bool:
    """Tell whether the whole group reads the room, so that a report may lead to the message where it stands."""
    return room_kind in COMMON_ROOMS
