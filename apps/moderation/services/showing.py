"""A report as those who handle it see it: the snapshot, the category and the way to act; never who reported."""

from datetime import datetime
from typing import Any

from apps.messaging.models import Message
from apps.moderation.models import Report
from apps.moderation.rules.snapshots import is_common


def describe_report(report: Report) -> dict[str, Any]:
    """Return what the templates show of a report.

    A message of a room that the whole group reads can be acted on where it stands. Of any other room (direct messages,
    a meeting) the snapshot is all there is: no link leads into the room.
    """
    kept, message = report.snapshot, report.message
    may_lead = message is not None and is_common(kept.get("room_kind", ""))
    posted_at = kept.get("posted_at", "")
    return {
        "report": report,
        "kept": kept,
        "kind": Message.Kind(kept["kind"]).label if kept.get("kind", "plain") != "plain" else "",
        "posted_at": datetime.fromisoformat(posted_at) if posted_at else None,
        "is_common": is_common(kept.get("room_kind", "")),
        "pictures": _pictures(report),
        "is_edited_since": bool(message and kept and message.body != kept["body"]),
        "message": message.public_id if may_lead and message and message.state in _CAN_CHANGE else "",
        "is_hidden": bool(message and message.state == Message.State.HIDDEN),
        "reported": report.reported,
    }


def _pictures(report: Report) -> list[dict[str, Any]]:
    at_hand = {picture.public_id for picture in report.pictures.all()}
    return [picture | {"is_at_hand": picture["id"] in at_hand} for picture in report.snapshot.get("pictures", [])]


_CAN_CHANGE = {Message.State.VISIBLE, Message.State.HIDDEN}
