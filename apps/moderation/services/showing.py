"""A case as those who handle it see it: what was kept, the category and the way to act; never who reported."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from apps.meetings.models import MeetingSeries
from apps.messaging.models import Message
from apps.moderation.models import Case, Report
from apps.moderation.rules.snapshots import WRITTEN, is_common, is_of_a_pact
from apps.moderation.services.audit import record_case
from apps.moderation.services.handling import Hands, access_of_hands, find_case
from apps.moderation.services.screening_queue import waiting


@transaction.atomic
def open_to_read(user_id: int, public_id: str) -> tuple[Case, Hands]:
    """Return a case for its page; a look at what was said in private is in the log before it is shown.

    Raises NotFound for whoever may not handle the case.
    """
    case, hands = find_case(user_id, public_id)
    if any(is_private(report) for report in case.reports.all()):
        record_case(access_of_hands(case, hands), case, "case.read")
    return case, hands


def is_private(report: Report) -> bool:
    """Tell whether something is kept with it that not the whole group could read or see."""
    kept = report.snapshot
    has_something = any(kept.get(name) for name in ("body", "before", "lines", "offered", "content_note", "pictures"))
    return is_of_a_pact(report.written) or (has_something and not is_common(kept.get("room_kind", "")))


def describe_report(report: Report) -> dict[str, Any]:
    """Return what the templates show of a report.

    A message of a room that the whole group reads can be acted on where it stands. Of any other room (direct messages,
    a meeting) the snapshot is all there is: no link leads into the room.
    """
    kept, message = report.snapshot, report.message
    may_lead = message is not None and is_common(kept.get("room_kind", ""))
    return {
        "report": report,
        "activity": _activity_in(report),
        "kept": kept,
        "kind": Message.Kind(kept["kind"]).label if kept.get("kind", "plain") != "plain" else "",
        "posted_at": _moment(kept.get("posted_at", "")),
        "moment": _moment(kept.get("moment", "")),
        "lines": [line | {"written_at": _moment(line["written_at"])} for line in kept.get("lines", [])],
        "written": [_written(one) for one in report.written],
        "is_of_a_pact": is_of_a_pact(report.written),
        "is_common": is_common(kept.get("room_kind", "")),
        "pictures": _pictures(report),
        "is_edited_since": bool(message and kept and message.body != kept.get("body", message.body)),
        "message": message.public_id if may_lead and message and message.state in _CAN_CHANGE else "",
        "waits": message.public_id if message and _waits(message) else "",
        "is_hidden": bool(message and message.state == Message.State.HIDDEN),
        "reported": report.reported,
    }


def describe_reports(case: Case) -> list[dict[str, Any]]:
    """Return the same of all of a case: what was told twice of one message stands there once, with one way to act."""
    described: list[dict[str, Any]] = []
    for report in case.reports.all():
        shown = describe_report(report)
        before = [one for one in described if report.message_id and one["report"].message_id == report.message_id]
        if before:
            shown |= {"message": "", "waits": "", "is_repeat": any(one["kept"] == shown["kept"] for one in before)}
        described.append(shown)
    return described


def _waits(message: Message) -> bool:
    """Tell whether it is out of sight until somebody has looked."""
    is_unseen = message.state in {Message.State.HELD, Message.State.HIDDEN}
    return is_unseen and waiting().filter(message=message, is_held=True).exists()


def _moment(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _written(one: dict[str, str]) -> dict[str, Any]:
    return one | {"what": gettext(WRITTEN[one["what"]]), "on": date.fromisoformat(one["on"])}


def _pictures(report: Report) -> list[dict[str, Any]]:
    at_hand = {picture.public_id for picture in report.pictures.all()}
    return [picture | {"is_at_hand": picture["id"] in at_hand} for picture in report.snapshot.get("pictures", [])]


def _activity_in(report: Report) -> str:
    """Return the public id of the activity that it is about, while that stands."""
    offered = MeetingSeries.objects.filter(group=report.group_id, offered_by=report.reported_id, taken_down_at=None)
    found = offered.filter(offered_by__isnull=False, meetings__public_id=report.snapshot.get("meeting", "")).first()
    return found.public_id if found else ""


_CAN_CHANGE = {Message.State.VISIBLE, Message.State.HIDDEN}
