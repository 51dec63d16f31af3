"""The speaking queue, as members and hosts use it: hands, turns, rounds, and just listening.

Every change locks the meeting first, so that two act one after the other. Whoever ends a turn names the turn that they
saw (`turn`, see `turn_of`): when it has ended meanwhile, by a second click or another host, nothing changes.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.core.errors import Invalid, NotPermitted
from apps.groups.errors import Muted
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.models import Meeting, Running, Seat, Step
from apps.meetings.rules.turns import moved
from apps.meetings.services import turns
from apps.meetings.services.hosting import is_host, led, lock_running, require_moving, tell_changed
from apps.meetings.services.live import LiveView, Person
from apps.meetings.services.seats import own_seat

# Seconds a turn may be given; 0 is a turn without a clock.
TURN_LENGTHS = (0, 60, 120, 180, 300, 600)


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue for one viewer, without whoever is hidden from them.

    `turn` names the turn for whoever may end it, and `is_away` says that its speaker lost the connection.
    `ends_at` is in seconds since 1970 by the server's clock.
    """

    speaker: Person | None
    line: tuple[Person, ...]
    turn: str
    is_mine: bool
    is_away: bool
    ends_at: float | None

    @property
    def before_me(self) -> int | None:
        return next((place for place, person in enumerate(self.line) if person.is_me), None)


def read_queue(view: LiveView) -> QueueView:
    """Return the queue as this viewer may see it."""
    standing, running = view.standing, view.standing.running
    people = {person.id: person for person in view.people}
    line = [people.get(seat.membership.public_id) for seat in turns.waiting_among(running, view.here)]
    seat = next((seat for seat in view.here if seat.pk == running.speaker_id), None)
    speaker = people.get(seat.membership.public_id) if seat else None
    may_end = standing.is_host or standing.has_word
    length, began = running.turn_seconds, running.turn_began_at
    return QueueView(
        speaker=speaker,
        line=tuple(person for person in line if person is not None),
        turn=turn_of(running) if may_end else "",
        is_mine=standing.has_word,
        is_away=standing.is_host and running.speaker_id is not None and seat is None,
        ends_at=(began + timedelta(seconds=length)).timestamp() if began and length and speaker else None,
    )


def turn_of(running: Running) -> str:
    """Return the name of the turn that goes on, or of the pause between two."""
    return str(int(running.turn_began_at.timestamp() * 1_000_000)) if running.turn_began_at else "pause"


# --- for oneself ----------------------------------------------------------------------------------------------------


@transaction.atomic
def raise_hand(access: GroupAccess, meeting: Meeting, *, is_up: bool) -> None:
    """Put one's hand up, or take it down; putting it up again keeps the place in the row.

    Raises Muted, NotInRoom.
    """
    lock_running(meeting)
    if is_up and not access.can(Permission.POST_MESSAGE):
        raise Muted
    seat = own_seat(access, meeting)
    if is_up != (seat.hand_up_at is not None):
        seat.hand_up_at, seat.queue_place = (timezone.now() if is_up else None), 0
        seat.is_just_listening = seat.is_just_listening and not is_up
        seat.save(update_fields=["hand_up_at", "queue_place", "is_just_listening"])
        tell_changed(meeting)


@transaction.atomic
def just_listen(access: GroupAccess, meeting: Meeting, *, is_on: bool) -> None:
    """Be asked by nobody from now on, or be asked again; a turn of one's own goes on to the next."""
    running = lock_running(meeting)
    seat = own_seat(access, meeting)
    seat.is_just_listening = is_on
    if is_on:
        seat.hand_up_at, seat.queue_place = None, 0
    seat.save(update_fields=["is_just_listening", "hand_up_at", "queue_place"])
    if is_on and running.speaker_id == seat.pk:
        turns.end_turn(running, has_spoken=False)
        turns.give_word(running)
    tell_changed(meeting)


@transaction.atomic
def pass_turn(access: GroupAccess, meeting: Meeting) -> None:
    """Let one's turn go by, without a reason: the word goes on, and in a round one is not asked again."""
    running = lock_running(meeting)
    seat = own_seat(access, meeting)
    seat.hand_up_at, seat.queue_place = None, 0
    seat.was_asked = seat.was_asked or running.is_round
    seat.save(update_fields=["hand_up_at", "queue_place", "was_asked"])
    if running.speaker_id == seat.pk:
        turns.end_turn(running, has_spoken=False)
        turns.give_word(running)
    tell_changed(meeting)


# --- for hosts, and whoever has the word ------------------------------------------------------------------------------


@transaction.atomic
def next_turn(access: GroupAccess, meeting: Meeting, *, turn: str) -> None:
    """Give the word to the next; whoever had it has spoken. Raises NotPermitted, NotInRoom, RoomFrozen."""
    running = lock_running(meeting)
    require_moving(running)
    seat = own_seat(access, meeting)
    if not is_host(access, meeting) and running.speaker_id != seat.pk:
        # A second click of somebody whose turn is over asks for nothing new.
        if turn == turn_of(running):
            raise NotPermitted
        return
    if turn == turn_of(running):
        turns.end_turn(running, has_spoken=True)
        turns.give_word(running)
        tell_changed(meeting)


@transaction.atomic
def move(access: GroupAccess, meeting: Meeting, person: str, *, by: int) -> None:
    """Put somebody who waits one place earlier (-1) or later (1). Whoever waits no more stays where they are."""
    running = led(access, meeting)
    line = turns.waiting(running)
    seat = next((seat for seat in line if seat.membership.public_id == person), None)
    if seat is None:
        return
    for place, key in enumerate(moved([one.pk for one in line], seat.pk, by=by), start=1):
        Seat.objects.filter(pk=key).update(queue_place=place)
    tell_changed(meeting)


@transaction.atomic
def begin_round(access: GroupAccess, meeting: Meeting) -> None:
    """Ask everybody inside once; a round that goes on goes on."""
    running = led(access, meeting)
    if not running.is_round:
        turns.begin_round(running)
        tell_changed(meeting)


@transaction.atomic
def end_round(access: GroupAccess, meeting: Meeting) -> None:
    """Ask nobody any more. Repeating it changes nothing."""
    turns.end_round(led(access, meeting))
    tell_changed(meeting)


@transaction.atomic
def set_sound(access: GroupAccess, meeting: Meeting, sound: str) -> None:
    """Say who may be heard (in a meeting of words: who may write). Raises Invalid for what there is not."""
    running = led(access, meeting)
    if sound not in Step.Sound.values:
        raise Invalid
    turns.set_sound(running, sound)
    tell_changed(meeting)


@transaction.atomic
def set_order(
    access: GroupAccess, meeting: Meeting, *, is_quiet_first: bool | None = None, seconds: int | None = None
) -> None:
    """Say whether quiet ones come first, and how long a turn is; None leaves it. What hosts had moved stands anew."""
    running = led(access, meeting)
    if seconds is not None and seconds not in TURN_LENGTHS:
        raise Invalid
    if is_quiet_first is not None and is_quiet_first != running.is_quiet_first:
        running.is_quiet_first = is_quiet_first
        Seat.objects.filter(meeting=meeting).update(queue_place=0)
    if seconds is not None:
        running.turn_seconds = seconds
    running.save(update_fields=["is_quiet_first", "turn_seconds"])
    tell_changed(meeting)
