"""The word: who has it, who is next. Asked by the queue, the runner and the door, which decide who may change it.

Every function that changes something is called with the running meeting locked, see `hosting.lock_running`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from apps.groups.models import Membership
from apps.meetings.models import Running, Seat, Step
from apps.meetings.rules.turns import Wish, in_order
from apps.meetings.services.hosting import host_seats


def waiting_among(running: Running, seats: Iterable[Seat]) -> list[Seat]:
    """Return those of the seats that wait for the word, the next one first.

    In a round everybody who is there and was not asked yet waits, in the order in which they came; otherwise whoever
    has a hand up. Whoever is not there for a moment is passed over and comes back to their place.
    """
    now = timezone.now()
    found = {seat.pk: seat for seat in seats if seat.is_present(now) and _waits(running, seat)}
    wishes = [
        Wish(
            seat=seat.pk,
            since=(seat.joined_at if running.is_round else seat.hand_up_at) or seat.asked_at,
            times_spoken=0 if running.is_round else seat.times_spoken,
            place=seat.queue_place,
        )
        for seat in found.values()
    ]
    return [found[wish.seat] for wish in in_order(wishes, is_quiet_first=running.is_quiet_first)]


def _waits(running: Running, seat: Seat) -> bool:
    if seat.state != Seat.State.ADMITTED or seat.pk == running.speaker_id or seat.membership.is_muted():
        return False
    if running.is_round:
        return not seat.was_asked and not seat.is_just_listening
    return seat.hand_up_at is not None


def waiting(running: Running) -> list[Seat]:
    """Return who waits for the word now, the next one first."""
    inside = Seat.objects.filter(
        meeting=running.meeting_id, state=Seat.State.ADMITTED, membership__in=Membership.objects.taking_part()
    )
    return waiting_among(running, inside.select_related("membership"))


def end_turn(running: Running, *, has_spoken: bool) -> None:
    """Nobody has the word any more; where only the speaker is heard, their microphone is off."""
    seat = running.speaker
    running.speaker, running.turn_began_at = None, None
    running.save(update_fields=["speaker", "turn_began_at"])
    if seat is None:
        return
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    seat.times_spoken += has_spoken
    seat.was_asked = seat.was_asked or running.is_round
    seat.save(update_fields=["times_spoken", "was_asked"])
    if running.sound != Step.Sound.EVERYBODY:
        _silence(running, Seat.objects.filter(pk=seat.pk))


def give_word(running: Running) -> None:
    """The next one has the word; when nobody waits nobody has it, and a round is over."""
    line = waiting(running)
    if not line:
        running.is_round = False
        running.save(update_fields=["is_round"])
        return
    seat = line[0]
    Seat.objects.filter(pk=seat.pk).update(hand_up_at=None, queue_place=0)
    running.speaker, running.turn_began_at = seat, timezone.now()
    if running.sound == Step.Sound.HOSTS:
        # A turn in which one is not heard would be none.
        running.sound = Step.Sound.IN_TURN
    running.save(update_fields=["speaker", "turn_began_at", "sound"])


def begin_round(running: Running) -> None:
    """Everybody inside is asked once from now on, beginning with whoever came first."""
    end_turn(running, has_spoken=True)
    Seat.objects.filter(meeting=running.meeting_id).update(was_asked=False, queue_place=0)
    running.is_round = True
    running.save(update_fields=["is_round"])
    give_word(running)


def end_round(running: Running) -> None:
    """Nobody is asked any more; hands that are up stay so."""
    if running.is_round:
        end_turn(running, has_spoken=True)
        running.is_round = False
        running.save(update_fields=["is_round"])


def set_sound(running: Running, sound: str) -> None:
    """Let everybody be heard, the speaker and hosts, or hosts alone; whoever is not has their microphone off."""
    running.sound = sound
    running.save(update_fields=["sound"])
    if sound != Step.Sound.EVERYBODY:
        inside = Seat.objects.filter(meeting=running.meeting_id, state=Seat.State.ADMITTED)
        if running.speaker is not None and sound == Step.Sound.IN_TURN:
            inside = inside.exclude(pk=running.speaker.pk)
        _silence(running, inside)


def _silence(running: Running, seats: QuerySet[Seat]) -> None:
    hosts = host_seats(running.meeting).values("pk")
    seats.exclude(pk__in=hosts).filter(is_muted=False).update(is_muted=True)


def resume_clocks(running: Running, *, stopped_at: datetime) -> None:
    """The clocks of the turn and of the step go on where they stood when the room was stopped.

    A turn that began meanwhile, because whoever had the word left, begins now.
    """
    now = timezone.now()
    for clock in ("turn_began_at", "step_began_at"):
        began = getattr(running, clock)
        if began is not None:
            setattr(running, clock, began + (now - max(began, stopped_at)))
    running.save(update_fields=["turn_began_at", "step_began_at"])


def let_go(seat: Seat) -> None:
    """Somebody is out of the room: if they had the word, it goes on to the next. The meeting is locked."""
    running = Running.objects.select_for_update().filter(meeting=seat.meeting_id, speaker=seat).first()
    if running is not None:
        end_turn(running, has_spoken=True)
        give_word(running)
