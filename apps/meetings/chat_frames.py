"""What a meeting's socket says of the words written there: each line once, and when it is gone."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext

from apps.meetings.models import Line, Meeting, Seat
from apps.meetings.rules.turns import EVERYBODY, HOSTS
from apps.meetings.services.chat import lines_for
from apps.meetings.services.live import LiveView, Standing
from apps.messaging.rules.markup import to_html

type Frame = dict[str, Any]


def chat_part(view: LiveView) -> Frame:
    """Return what the state says of the chat: who may write, and who waits at the door to be written to."""
    standing = view.standing
    return {
        "has_chat": standing.running.has_chat,
        "may_write": standing.may_write,
        "closed": _closed(standing),
        "me": standing.access.membership_public_id,
        "may_write_at_door": _may_write_at_door(view),
        "doors": [{"id": person.id, "alias": person.alias} for person in view.door],
    }


def screen_part(view: LiveView) -> Frame:
    """Return whether the viewer may share their screen, and whether they do."""
    standing = view.standing
    return {
        "may_share": standing.is_host and standing.may_be_heard and standing.meeting.series.hosts_may_share_screens,
        "is_sharing": standing.shares_screen and not standing.is_held,
    }


def _may_write_at_door(view: LiveView) -> bool:
    standing = view.standing
    is_open = standing.meeting.state == Meeting.State.OPEN and view.is_host_here
    return standing.seat.state == Seat.State.WAITING and standing.may_speak and is_open


def _closed(standing: Standing) -> str:
    """Return why one cannot write, where one cannot."""
    running = standing.running
    if standing.why_silent:
        return standing.why_silent
    if not running.has_chat or not standing.is_written or running.sound == EVERYBODY:
        return gettext("Writing is closed at the moment.")
    if running.sound == HOSTS:
        return gettext("Only hosts write for now.")
    return gettext("Whoever has the word writes now. Put your hand up, or just read along.")


class ShownLines:
    """Belongs to one socket: which lines its browser has."""

    def __init__(self) -> None:
        self._shown: set[str] | None = None

    def news(self, view: LiveView) -> list[Frame]:
        """Return the frames that bring the browser's lines up to date; the first begins anew. Synchronous."""
        standing = view.standing
        seat, is_greeting = standing.seat, standing.is_greeter
        lines = lines_for(seat, is_greeting=is_greeting, hidden=view.hidden, muted=view.muted)
        now = set(lines.values_list("public_id", flat=True))
        known, self._shown = self._shown, now
        frames: list[Frame] = []
        if known is None or now - known:
            new = Line.objects.filter(public_id__in=now - (known or set())).select_related("author", "door_of")
            said = [_line(line, view) for line in new.order_by("written_at", "pk")]
            frames.append({"type": "chat.lines", "from_start": known is None, "lines": said})
        if known and (gone := known - now):
            frames.append({"type": "chat.gone", "ids": sorted(gone)})
        return frames


def _line(line: Line, view: LiveView) -> Frame:
    standing = view.standing
    is_mine = line.author_id == standing.seat.membership_id
    context = {
        "line": line,
        "is_mine": is_mine,
        "words": to_html(line.body),
        "may_take_away": line.door_of_id is None and (is_mine or standing.may_freeze),
    }
    return {
        "id": line.public_id,
        "at": line.written_at.timestamp(),
        "door": line.door_of.public_id if line.door_of else "",
        "client_id": line.client_id if is_mine else "",
        "html": render_to_string("meetings/_line.html", context),
    }
