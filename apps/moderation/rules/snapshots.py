"""What may be shown of a room around a report: pure."""

# Rooms that every member of the group reads. In all others (direct messages, a meeting) those who look after the group
# read nothing but the reported excerpt, and only through the report.
COMMON_ROOMS = frozenset({"chat", "wall"})


def is_common(room_kind: str) -> bool:
    """Tell whether the whole group reads the room, so that a report may lead to the message where it stands."""
    return room_kind in COMMON_ROOMS
