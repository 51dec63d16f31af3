"""Who comes into a meeting and who leaves it: the one home of the rules of the door.

A person is named by their membership's public id. Every change is told to the sockets of the meeting after commit;
what carries sound and pictures follows from the rows and is told by the socket, never from here.
"""

from django.db import transaction
from django.utils import timezone

from apps.groups.errors import AgreementChanged, AgreementMissing, Muted, OutOfRank
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission, Role, rank_of
from apps.meetings.errors import (
    MeetingCancelled,
    MeetingOver,
    NoDoorYet,
    NoHostHere,
    NoPictures,
    NotInRoom,
    NotYourTurn,
    RemovedFromMeeting,
    RoomFrozen,
)
from apps.meetings.models import Format, Meeting, Running, Seat, Service
from apps.meetings.rules.turns import is_let_through
from apps.meetings.services.hosting import (
    RESPONSIBLE,
    has_host,
    is_host,
    lock_meeting,
    lock_running,
    membership_id,
    named_hosts,
    require_host,
    tell_changed,
)
from apps.meetings.services.rsvps import require_welcome
from apps.meetings.services.turns import let_go


@transaction.atomic
def enter(
    access: GroupAccess, meeting: Meeting, *, agreement_version: int | None, is_just_listening: bool = False
) -> Seat:
    """Put the person at the door, or a host into the room; the first host opens the meeting.

    Coming back while admitted changes nothing but the agreement. `agreement_version` is what they accepted just now.

    Raises NoDoorYet, MeetingOver, MeetingCancelled, NotForNewcomers, RemovedFromMeeting, AgreementMissing,
    AgreementChanged and what `require` raises.
    """
    if not is_host(access, meeting):
        require_welcome(access, meeting)
    meeting = lock_meeting(meeting)
    _require_door(meeting)
    agreed = _require_agreement(meeting, agreement_version)
    seat, _ = Seat.objects.select_for_update().get_or_create(meeting=meeting, membership_id=membership_id(access))
    if seat.state == Seat.State.REMOVED:
        raise RemovedFromMeeting
    seat.agreement_version, seat.agreed_at = agreed, timezone.now()
    seat.is_just_listening = is_just_listening
    if is_host(access, meeting):
        _open(meeting)
        _admit(seat)
        # The room does not wait for somebody who is just coming in.
        seat.seen_at = timezone.now()
    elif seat.state == Seat.State.LEFT:
        seat.state, seat.asked_at = Seat.State.WAITING, timezone.now()
    seat.save()
    tell_changed(meeting)
    return seat


def _require_door(meeting: Meeting) -> None:
    if meeting.has_door():
        return
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingCancelled
    raise NoDoorYet if meeting.is_ahead else MeetingOver


def _require_agreement(meeting: Meeting, version: int | None) -> int:
    """Return the version that is agreed to, 0 where the group has none."""
    agreement = meeting.group.agreement
    if agreement is None:
        return 0
    if not version:
        raise AgreementMissing
    if version != agreement.version:
        raise AgreementChanged
    return version


def _open(meeting: Meeting) -> None:
    if meeting.state == Meeting.State.PLANNED:
        meeting.state = Meeting.State.OPEN
        meeting.save(update_fields=["state"])


def _admit(seat: Seat) -> None:
    if seat.state != Seat.State.ADMITTED or seat.joined_at is None:
        seat.state, seat.joined_at = Seat.State.ADMITTED, timezone.now()
        seat.is_muted, seat.has_picture, seat.hand_up_at = True, False, None


@transaction.atomic
def admit(access: GroupAccess, meeting: Meeting, person: str) -> None:
    """Let somebody at the door into the room; repeating it changes nothing.

    Raises NotPermitted, NotInRoom, and RoomFrozen for whoever does not look after the group.
    """
    meeting, seat = seat_for_host(access, meeting, person)
    if seat.state not in {Seat.State.WAITING, Seat.State.ADMITTED}:
        raise NotInRoom
    if _is_frozen(meeting) and not seat.membership.role_set & RESPONSIBLE:
        raise RoomFrozen
    _admit(seat)
    seat.save()
    tell_changed(meeting)


@transaction.atomic
def mute(access: GroupAccess, meeting: Meeting, person: str) -> None:
    """Mute somebody and stop their picture; they may unmute themself again."""
    meeting, seat = seat_for_host(access, meeting, person)
    seat.is_muted, seat.has_picture = True, False
    seat.save(update_fields=["is_muted", "has_picture"])
    tell_changed(meeting)


@transaction.atomic
def remove(access: GroupAccess, meeting: Meeting, person: str) -> None:
    """Send somebody out of this meeting, or from its door, for the whole of it.

    Raises NotPermitted, NotInRoom, OutOfRank (another host, or oneself).
    """
    meeting, seat = seat_for_host(access, meeting, person)
    if not _may_remove(access, meeting, seat.membership):
        raise OutOfRank
    seat.state, seat.connection, seat.hand_up_at = Seat.State.REMOVED, "", None
    seat.is_muted, seat.has_picture = True, False
    seat.save()
    take_from_stage(seat)
    let_go(seat)
    Service.objects.filter(meeting=meeting, membership=seat.membership).delete()
    tell_changed(meeting)


def _may_remove(access: GroupAccess, meeting: Meeting, target: Membership) -> bool:
    """Whoever hosts acts with a facilitator's rank while the meeting lasts, but on other hosts with their own alone."""
    facilitator = rank_of(frozenset({Role.FACILITATOR}))
    own = access.rank if target.pk in named_hosts(meeting) else max(access.rank, facilitator)
    return target.pk != access.membership_id and own > rank_of(target.role_set)


def take_from_stage(seat: Seat) -> None:
    """Whoever is not there any more shares no screen."""
    Running.objects.filter(meeting=seat.meeting_id, screen=seat).update(screen=None)


@transaction.atomic
def leave(access: GroupAccess, meeting: Meeting) -> None:
    """Give up the seat; coming back means waiting at the door again. Repeating it changes nothing."""
    meeting = lock_meeting(meeting)
    inside = [Seat.State.WAITING, Seat.State.ADMITTED]
    seats = Seat.objects.select_for_update().filter(meeting=meeting, membership_id=membership_id(access))
    seat = seats.filter(state__in=inside).first()
    if seat is None:
        return
    seat.state, seat.connection, seat.hand_up_at = Seat.State.LEFT, "", None
    seat.is_muted, seat.has_picture = True, False
    seat.save()
    take_from_stage(seat)
    let_go(seat)
    tell_changed(meeting)


@transaction.atomic
def set_sending(access: GroupAccess, meeting: Meeting, *, audio: bool | None = None, video: bool | None = None) -> Seat:
    """Write down that the person now speaks or is silent, shows a picture or none; None leaves it as it is.

    Raises Muted for whoever may not speak in the group at the moment, NoPictures in a meeting of voices, NotYourTurn,
    RoomFrozen and NoHostHere while the room is held.
    """
    running = lock_running(meeting)
    seat = own_seat(access, meeting)
    if audio or video:
        _require_voice(access, meeting)
    if audio and not _is_let_through(access, meeting, running, seat):
        raise NotYourTurn
    if video and meeting.series.format != Format.VIDEO:
        raise NoPictures
    if audio is not None:
        seat.is_muted = not audio
    if video is not None:
        seat.has_picture = video
        take_from_stage(seat)
    seat.save(update_fields=["is_muted", "has_picture"])
    tell_changed(meeting)
    return seat


def _is_let_through(access: GroupAccess, meeting: Meeting, running: Running, seat: Seat) -> bool:
    return is_let_through(running.sound, is_host=is_host(access, meeting), has_word=running.speaker_id == seat.pk)


def _require_voice(access: GroupAccess, meeting: Meeting) -> None:
    if not access.can(Permission.POST_MESSAGE):
        raise Muted
    require_going_on(meeting)


def require_going_on(meeting: Meeting) -> None:
    """Pass while the room is neither frozen nor without a host. Raises RoomFrozen, NoHostHere."""
    if _is_frozen(meeting):
        raise RoomFrozen
    if not has_host(meeting):
        raise NoHostHere


def _is_frozen(meeting: Meeting) -> bool:
    return Running.objects.filter(meeting=meeting, frozen_at__isnull=False).exists()


def own_seat(access: GroupAccess, meeting: Meeting) -> Seat:
    """Return the person's seat in the room, to be changed. Raises NotInRoom."""
    seat = (
        Seat.objects.select_for_update()
        .filter(meeting=meeting, membership_id=membership_id(access), state=Seat.State.ADMITTED)
        .first()
    )
    if seat is None:
        raise NotInRoom
    return seat


def seat_for_host(access: GroupAccess, meeting: Meeting, person: str) -> tuple[Meeting, Seat]:
    meeting = lock_meeting(meeting)
    require_host(access, meeting)
    if meeting.state != Meeting.State.OPEN:
        raise MeetingOver
    seat = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("membership")
        .filter(meeting=meeting, membership__public_id=person)
        .first()
    )
    if seat is None:
        raise NotInRoom
    return meeting, seat
