"""What is written in a meeting, and at its door; all of it is deleted when the meeting is over.

In the room everybody inside reads what was written since they came in. At the door the one who waits there and those who
greet (hosts, greeters) write to each other, read by nobody else. Nobody reads what somebody writes with whom a block
keeps them apart; what was written before it stays, or the block could be seen by what goes away. Whoever mutes somebody
reads nothing of theirs.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.core.clock import database_now
from apps.core.errors import Invalid, NotPermitted
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import ChatClosed, NoHostHere, NotInRoom, NotYourTurn
from apps.meetings.models import Format, Line, Meeting, Running, Seat
from apps.meetings.rules.turns import is_let_through
from apps.meetings.services.freezing import may_freeze
from apps.meetings.services.hosting import (
    is_greeter,
    is_host,
    is_inside,
    lock_running,
    membership_id,
    require_host,
    tell_changed,
)
from apps.meetings.services.seats import own_seat, require_going_on
from apps.messaging.rules.screening import LONGEST_WINDOW, Candidate, clean, screen

LONGEST_LINE = 1000
LONGEST_CLIENT_ID = 64
MOST_SHOWN = 300


@transaction.atomic
def write_line(access: GroupAccess, meeting: Meeting, *, body: str, client_id: str) -> Line:
    """Everybody in the room can read it. A repeat with the same `client_id` returns the first line.

    Raises Muted, NotInRoom, ChatClosed, NotYourTurn, RoomFrozen, NoHostHere, and what screening raises (empty, long, fast, links).
    """
    access.require(Permission.POST_MESSAGE)
    running = lock_running(meeting)
    if not is_inside(access, meeting):
        raise NotInRoom
    if first := _first(access, meeting, client_id):
        return first
    require_going_on(meeting)
    _require_open(access, meeting, running)
    return _keep(access, Line(meeting=meeting, body=clean(body), client_id=client_id))


def _require_open(access: GroupAccess, meeting: Meeting, running: Running) -> None:
    is_hosting = is_host(access, meeting)
    if not running.has_chat and not is_hosting:
        raise ChatClosed
    has_word = running.speaker is not None and running.speaker.membership_id == access.membership_id
    is_written = meeting.series.format == Format.CHAT
    if is_written and not is_let_through(running.sound, is_host=is_hosting, has_word=has_word):
        raise NotYourTurn


@transaction.atomic
def write_at_door(access: GroupAccess, meeting: Meeting, *, person: str, body: str, client_id: str) -> Line:
    """Whoever waits at the door writes to those who greet, or one of these to the one who waits (`person`).

    Raises NoHostHere before the meeting is open, NotInRoom when nobody of that name waits there, NotPermitted for
    anybody else, and what `write_line` raises about the words.
    """
    access.require(Permission.POST_MESSAGE)
    if meeting.state != Meeting.State.OPEN:
        raise NoHostHere
    lock_running(meeting)
    if first := _first(access, meeting, client_id):
        return first
    waiting = Seat.objects.filter(meeting=meeting, state=Seat.State.WAITING, membership__public_id=person).first()
    if waiting is None:
        raise NotInRoom
    is_own = waiting.membership_id == membership_id(access)
    if not is_own and not (is_inside(access, meeting) and is_greeter(access, meeting)):
        raise NotPermitted
    return _keep(access, Line(meeting=meeting, body=clean(body), client_id=client_id, door_of_id=waiting.membership_id))


def _first(access: GroupAccess, meeting: Meeting, client_id: str) -> Line | None:
    if not 0 < len(client_id) <= LONGEST_CLIENT_ID or "\0" in client_id:
        raise Invalid
    return Line.objects.filter(meeting=meeting, author_id=membership_id(access), client_id=client_id).first()


def _keep(access: GroupAccess, line: Line) -> Line:
    # The running meeting is locked: lines are written one after the other, and the pace is counted exactly.
    now = database_now()
    line.author_id = membership_id(access)
    mine = Line.objects.filter(meeting=line.meeting, author_id=line.author_id, written_at__gt=now - LONGEST_WINDOW)
    author = Membership.objects.get(pk=line.author_id)
    screen(
        Candidate(
            line.body,
            is_newcomer=author.is_newcomer,
            recent=tuple(mine.values_list("written_at", flat=True)),
            longest=LONGEST_LINE,
            now=now,
        )
    )
    line.written_at = now
    line.save(force_insert=True)
    tell_changed(line.meeting)
    return line


def needs_company(line: Line) -> bool:
    """Tell whether its author should be offered somebody to talk to, by their own words; nobody else is told of it."""
    return sounds_like_crisis(line.body)


@transaction.atomic
def take_away(access: GroupAccess, meeting: Meeting, line_id: str) -> None:
    """A line is gone, for everybody: its author's wish, a host's or a moderator's. Repeating it changes nothing.

    Raises NotPermitted for anybody else, NotInRoom for whoever is not inside.
    """
    lock_running(meeting)
    if not is_inside(access, meeting):
        raise NotInRoom
    line = Line.objects.filter(meeting=meeting, public_id=line_id).first()
    if line is None:
        return
    if line.author_id != access.membership_id and not may_freeze(access, is_host=is_host(access, meeting)):
        seat = own_seat(access, meeting)
        # What they cannot read is not there for them.
        if Line.objects.filter(_room_lines(seat), pk=line.pk).exclude(_is_apart(seat)).exists():
            raise NotPermitted
        return
    line.delete()
    tell_changed(meeting)


@transaction.atomic
def set_chat(access: GroupAccess, meeting: Meeting, *, is_open: bool) -> None:
    """Everybody inside may write from now on, or hosts alone. Raises NotPermitted, MeetingOver."""
    running = lock_running(meeting)
    require_host(access, meeting)
    if running.has_chat != is_open:
        running.has_chat = is_open
        running.save(update_fields=["has_chat"])
        tell_changed(meeting)


def lines_for(
    seat: Seat, *, is_greeting: bool, hidden: frozenset[str], muted: frozenset[str] = frozenset()
) -> QuerySet[Line]:
    """Return what this person may read now, the last `MOST_SHOWN`, the newest first.

    `hidden` are those with whom nothing is exchanged from the block on, `muted` those of whom this one reads nothing.
    """
    lines = Line.objects.filter(meeting=seat.meeting_id).exclude(author__public_id__in=muted)
    lines = lines.exclude(_is_apart(seat), author__public_id__in=hidden)
    if seat.state != Seat.State.ADMITTED:
        mine = Q(door_of=seat.membership_id)
    elif is_greeting:
        waiting = Seat.objects.filter(meeting=seat.meeting_id, state=Seat.State.WAITING)
        mine = Q(door_of__in=waiting.values("membership")) | _room_lines(seat)
    else:
        mine = _room_lines(seat)
    return lines.filter(mine).order_by("-written_at", "-pk")[:MOST_SHOWN]


def _is_apart(seat: Seat) -> Exists:
    blocks = Block.objects.between(seat.membership_id, OuterRef("author"))
    return Exists(blocks.filter(created_at__lte=OuterRef("written_at")))


def _room_lines(seat: Seat) -> Q:
    # What was said in a smaller circle before somebody came stays there.
    since = (seat.joined_at or timezone.now()) - timedelta(seconds=1)
    return Q(door_of=None, written_at__gte=since)


def delete_lines(meeting: Meeting) -> None:
    """Nothing that was written in the meeting, or at its door, is kept; nor what hosts had set."""
    Line.objects.filter(meeting=meeting).delete()
    Running.objects.filter(meeting=meeting).delete()
