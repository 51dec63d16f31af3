"""Which socket speaks for a seat. One a person: a newer window takes the place of an older one."""

from django.db import transaction
from django.utils import timezone

from apps.meetings.models import Seat
from apps.meetings.services.hosting import tell_changed


@transaction.atomic
def claim(seat: Seat, connection: str) -> None:
    """Let this socket speak for the seat, muted and without picture: a new window has no camera on."""
    Seat.objects.filter(pk=seat.pk).update(
        connection=connection, seen_at=timezone.now(), is_muted=True, has_picture=False
    )
    tell_changed(seat.meeting)


def touch(seat: Seat, connection: str) -> None:
    """Note that the socket is still there; told to nobody."""
    Seat.objects.filter(pk=seat.pk, connection=connection).update(seen_at=timezone.now())


@transaction.atomic
def release(meeting_id: str, user_id: int, connection: str) -> None:
    """The socket has gone; unless another has taken over, nobody speaks for the seat until it comes back."""
    seat = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("meeting")
        .filter(meeting__public_id=meeting_id, membership__user_id=user_id, connection=connection)
        .first()
    )
    if seat is None:
        return
    seat.connection, seat.is_muted, seat.has_picture, seat.hand_up_at = "", True, False, None
    seat.save(update_fields=["connection", "is_muted", "has_picture", "hand_up_at"])
    tell_changed(seat.meeting)


@transaction.atomic
def without_picture(seat: Seat, connection: str) -> None:
    """Take back a picture that the media server could not carry."""
    Seat.objects.filter(pk=seat.pk, connection=connection).update(has_picture=False)
    tell_changed(seat.meeting)
