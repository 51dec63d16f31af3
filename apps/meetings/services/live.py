"""A meeting as one member may see it at this moment, read from the rows alone."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, NotPermitted
from apps.core.wording import in_words
from apps.groups.models import Block, Membership, Mute
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.services.access import read_access
from apps.meetings.errors import MeetingOver, RemovedFromMeeting, Superseded
from apps.meetings.models import Format, Meeting, Running, Seat
from apps.meetings.rules.turns import is_let_through
from apps.meetings.services.freezing import may_freeze
from apps.meetings.services.hosting import (
    RESPONSIBLE,
    has_host,
    is_greeter,
    is_host,
    is_inside,
    membership_id,
    named_hosts,
)
from apps.meetings.services.whose import is_parted


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person is in one meeting at this moment."""

    meeting: Meeting
    access: GroupAccess
    seat: Seat
    is_host: bool
    running: Running
    has_host: bool = True
    is_greeter: bool = False
    # The hosts beside the group's facilitators.
    hosts: frozenset[int] = frozenset()

    @property
    def is_inside(self) -> bool:
        return self.seat.state == Seat.State.ADMITTED

    @property
    def may_speak(self) -> bool:
        """Tell whether the group lets them speak at all; whoever loses that is out of the room."""
        return self.access.can(Permission.POST_MESSAGE)

    @property
    def why_silent(self) -> str:
        """Return in words why the group lets them neither speak nor write, and until when; nothing where it does."""
        try:
            self.access.require(Permission.POST_MESSAGE)
        except NotPermitted as error:
            return in_words(error)
        return ""

    @property
    def is_held(self) -> bool:
        """Tell whether nobody is heard or seen for now: the meeting is frozen, or waits for a host."""
        return self.running.frozen_at is not None or not self.has_host

    @property
    def has_word(self) -> bool:
        return self.running.speaker_id == self.seat.pk

    @property
    def may_freeze(self) -> bool:
        return self.is_inside and may_freeze(self.access, is_host=self.is_host)

    @property
    def may_lead(self) -> bool:
        """Tell whether they give the word and step through the script: hosts, while the room is not stopped."""
        return self.is_host and self.running.frozen_at is None

    @property
    def may_write(self) -> bool:
        """Tell whether a line of theirs is taken now; in a meeting of words, whose turn it is counts as it does for voices."""
        is_open = self.running.has_chat or self.is_host
        return (
            self.is_inside and self.may_speak and not self.is_held and is_open and (not self.is_written or self._is_let)
        )

    @property
    def is_written(self) -> bool:
        return self.meeting.series.format == Format.CHAT

    @property
    def may_be_heard(self) -> bool:
        """Tell whether their voice passes now, if they switch it on."""
        return self.may_speak and not self.is_held and self._is_let

    @property
    def _is_let(self) -> bool:
        return is_let_through(self.running.sound, is_host=self.is_host, has_word=self.has_word)

    @property
    def may_be_seen(self) -> bool:
        """Tell whether their picture passes now, if they switch it on, whoever's turn it is."""
        has_pictures = self.meeting.series.format == Format.VIDEO or self.shares_screen
        return self.may_speak and not self.is_held and has_pictures

    @property
    def shares_screen(self) -> bool:
        return self.running.screen_id is not None and self.running.screen_id == self.seat.pk


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the room, or at the door, as everybody there sees them."""

    id: str
    alias: str
    is_me: bool
    is_host: bool
    is_muted: bool
    has_picture: bool
    shares_screen: bool
    hand_up_at: float | None
    is_newcomer: bool
    is_first_meeting: bool  # for hosts' eyes alone
    minutes_waiting: int


@dataclass(frozen=True, slots=True)
class LiveView:
    """The room for one viewer: people inside for whoever is inside, people at the door for those who greet.

    `hidden` are those with whom this viewer exchanges nothing, `muted` those whose words they do not read. `here` are the seats of everybody inside, the hidden ones
    too: for deciding by, never for showing.
    """

    standing: Standing
    people: tuple[Person, ...]
    here: tuple[Seat, ...]
    door: tuple[Person, ...]
    is_host_here: bool
    hidden: frozenset[str]
    muted: frozenset[str] = frozenset()


def find_meeting(public_id: str, user: User | AnonymousUser) -> tuple[Meeting, GroupAccess]:
    """Return a meeting that this person may attend. Raises NotFound for everybody else."""
    meeting = Meeting.objects.select_related("series__group").filter(public_id=public_id).first()
    if meeting is None:
        raise NotFound
    access = read_access(user, meeting.group)
    if not access.can(Permission.ATTEND_MEETING):
        raise NotFound
    return meeting, access


def find_door(public_id: str, user: User | AnonymousUser) -> tuple[Meeting, GroupAccess]:
    """Return a meeting that this person may come into, or is in. Raises NotFound for others, and where there is no room."""
    meeting, access = find_meeting(public_id, user)
    if meeting.series.format == Format.PERSON:
        raise NotFound
    if is_parted(access, meeting.series) and not is_inside(access, meeting):
        raise NotFound
    return meeting, access


def read_standing(public_id: str, user: User, *, connection: str = "") -> Standing:
    """Return what the person is in the meeting now.

    Raises NotFound (not a member, suspended, group closed, never at the door), RemovedFromMeeting, MeetingOver, and
    Superseded when another socket than `connection` speaks for the seat.
    """
    meeting, access = find_meeting(public_id, user)
    seat = Seat.objects.filter(meeting=meeting, membership_id=membership_id(access)).first()
    if seat is None:
        raise NotFound
    seat.meeting = meeting
    if seat.state == Seat.State.REMOVED:
        raise RemovedFromMeeting
    if seat.state == Seat.State.LEFT or not meeting.has_door():
        raise MeetingOver
    if connection and seat.connection != connection:
        raise Superseded
    hosts = named_hosts(meeting)
    running = Running.objects.select_related("frozen_by").filter(meeting=meeting).first() or Running(meeting=meeting)
    return Standing(
        meeting=meeting,
        access=access,
        seat=seat,
        is_host=is_host(access, meeting, hosts),
        running=running,
        has_host=has_host(meeting, hosts),
        is_greeter=is_greeter(access, meeting, hosts),
        hosts=hosts,
    )


def read_live(standing: Standing) -> LiveView:
    """Return the room as this person may see it: nobody of a block of theirs, no door for others than greeters."""
    now = timezone.now()
    hosts = standing.hosts
    seats = _seats(standing)
    here = [seat for seat in seats if seat.state == Seat.State.ADMITTED and seat.is_present(now)]
    waiting = [seat for seat in seats if seat.state == Seat.State.WAITING and seat.is_present(now)]
    hidden = hidden_memberships(standing)
    people = tuple(
        _person(seat, standing, hosts)
        for seat in sorted(here, key=lambda seat: (seat.joined_at or now, seat.pk))
        if seat.membership.public_id not in hidden
    )
    door = tuple(
        _person(seat, standing, hosts)
        for seat in sorted(waiting, key=lambda seat: seat.asked_at)
        if seat.membership.public_id not in hidden
    )
    return LiveView(
        standing=standing,
        people=people if standing.is_inside else (),
        here=tuple(here),
        door=door if standing.is_inside and standing.is_greeter else (),
        is_host_here=any(_is_host_seat(seat, hosts) for seat in here),
        hidden=hidden,
        muted=muted_memberships(standing),
    )


def _seats(standing: Standing) -> list[Seat]:
    taking_part = Membership.objects.taking_part()
    rows: QuerySet[Seat] = Seat.objects.filter(
        meeting=standing.meeting,
        state__in=[Seat.State.WAITING, Seat.State.ADMITTED],
        membership__in=taking_part,
    )
    if standing.is_host:
        rows = rows.annotate(has_been_before=Exists(_other_times(standing.meeting)))
    return list(rows.select_related("membership"))


def _other_times(meeting: Meeting) -> QuerySet[Seat]:
    been_in = [Seat.State.ADMITTED, Seat.State.LEFT]
    seats = Seat.objects.filter(membership=OuterRef("membership"), state__in=been_in, joined_at__isnull=False)
    return seats.exclude(meeting=meeting)


def _is_host_seat(seat: Seat, hosts: frozenset[int]) -> bool:
    return seat.membership_id in hosts or Role.FACILITATOR in seat.membership.role_set


def _person(seat: Seat, standing: Standing, hosts: frozenset[int]) -> Person:
    return Person(
        id=seat.membership.public_id,
        alias=seat.membership.alias,
        is_me=seat.pk == standing.seat.pk,
        is_host=_is_host_seat(seat, hosts),
        is_muted=seat.is_muted or standing.is_held,
        has_picture=seat.has_picture and not standing.is_held,
        shares_screen=standing.running.screen_id == seat.pk and not standing.is_held,
        hand_up_at=seat.hand_up_at.timestamp() if seat.hand_up_at else None,
        is_newcomer=seat.membership.is_newcomer,
        is_first_meeting=standing.is_host and seat != standing.seat and not getattr(seat, "has_been_before", True),
        minutes_waiting=int((timezone.now() - seat.asked_at).total_seconds() // 60),
    )


def everybody_inside(meeting: Meeting) -> list[str]:
    """Return the public ids of everybody who was let in and has not left."""
    seats = Seat.objects.filter(meeting=meeting, state=Seat.State.ADMITTED)
    return list(seats.values_list("membership__public_id", flat=True))


def hidden_memberships(standing: Standing) -> frozenset[str]:
    """Return the public ids of people with whom nothing is exchanged: blocks, in either direction.

    A block never hides anybody from those who answer for the room, nor them from anybody.
    """
    own = standing.seat.membership_id
    if standing.is_host or standing.access.roles & RESPONSIBLE:
        return frozenset()
    pairs = Block.objects.filter(Q(blocker_id=own) | Q(blocked_id=own)).select_related("blocker", "blocked")
    others = [pair.blocked if pair.blocker_id == own else pair.blocker for pair in pairs]
    hosts = standing.hosts
    return frozenset(other.public_id for other in others if not other.role_set & RESPONSIBLE and other.pk not in hosts)


def muted_memberships(standing: Standing) -> frozenset[str]:
    """Return the public ids of those whose words this person does not want to read; those who answer for the room do."""
    if standing.is_host or standing.access.roles & RESPONSIBLE:
        return frozenset()
    made = Mute.objects.filter(muter=standing.seat.membership_id)
    return frozenset(made.values_list("muted__public_id", flat=True))
