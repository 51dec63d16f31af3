"""Which socket speaks for a seat. One a person: a newer window takes the place of an older one.

How long somebody was in the room is counted here: the time between two signs of life while they were let in. A gap
longer than `PRESENT_FOR` counts as absence.

What is on the stage is changed before the seat, as by everybody who locks both: the running meeting, then its seats.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.meetings.models import PRESENT_FOR, Meeting, Seat
from apps.meetings.services.hosting import tell_changed
from apps.meetings.services.seats import take_from_stage

# A broken line costs nobody their place in the queue; whoever stays away longer is asked for nothing when they are back.
HAND_STAYS_UP_FOR = timedelta(minutes=2)


@transaction.atomic
def claim(seat: Seat, connection: str) -> None:
    """Let this socket speak for the seat, muted and without picture: a new window has no camera on."""
    take_from_stage(seat)
    held = _count(Seat.objects.filter(pk=seat.pk), timezone.now())
    if held is None:
        return
    if seat.seen_at is not None and timezone.now() - seat.seen_at > HAND_STAYS_UP_FOR:
        held.hand_up_at = None
    held.connection, held.seen_at, held.is_muted, held.has_picture = connection, timezone.now(), True, False
    held.save(update_fields=["connection", "seen_at", "seconds_present", "is_muted", "has_picture", "hand_up_at"])
    tell_changed(seat.meeting)


@transaction.atomic
def touch(seat: Seat, connection: str) -> None:
    """Note that the socket is still there; told to nobody."""
    held = _count(Seat.objects.filter(pk=seat.pk, connection=connection), timezone.now())
    if held is not None:
        held.save(update_fields=["seen_at", "seconds_present"])


@transaction.atomic
def release(meeting_id: str, user_id: int, connection: str) -> None:
    """The socket has gone; unless another has taken over, nobody speaks for the seat until it comes back."""
    seats = Seat.objects.filter(meeting__public_id=meeting_id, membership__user_id=user_id, connection=connection)
    found = seats.first()
    if found is None:
        return
    take_from_stage(found)
    held = _count(seats, timezone.now())
    if held is None:
        return
    held.connection, held.is_muted, held.has_picture = "", True, False
    held.save(update_fields=["connection", "seen_at", "seconds_present", "is_muted", "has_picture"])
    tell_changed(held.meeting)


@transaction.atomic
def without_picture(seat: Seat, connection: str) -> None:
    """Take back a picture that the media server could not carry."""
    take_from_stage(seat)
    Seat.objects.filter(pk=seat.pk, connection=connection).update(has_picture=False)
    tell_changed(seat.meeting)


def _count(found: QuerySet[Seat], now: datetime) -> Seat | None:
    """Return the seat, locked, with the whole seconds that have passed since its last sign of life; not saved."""
    seat = found.select_for_update(of=("self",)).select_related("meeting").first()
    if seat is None:
        return None
    since = max(filter(None, (seat.seen_at, seat.joined_at)), default=now)
    passed = now - since
    is_inside = seat.state == Seat.State.ADMITTED and seat.meeting.state == Meeting.State.OPEN
    if not is_inside or not seat.connection or passed > PRESENT_FOR:
        seat.seen_at = now
        return seat
    # What is left of a second counts next time.
    whole = max(int(passed.total_seconds()), 0)
    seat.seconds_present += whole
    seat.seen_at = since + timedelta(seconds=whole)
    return seat
