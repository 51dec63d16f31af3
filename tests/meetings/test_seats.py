"""The rules of a meeting's door."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, NotPermitted
from apps.groups.errors import AgreementChanged, AgreementMissing, Muted, OutOfRank
from apps.groups.models import Agreement, Block, Group, Membership
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.meetings.errors import (
    MeetingCancelled,
    MeetingOver,
    NoDoorYet,
    NoPictures,
    NotForNewcomers,
    NotInRoom,
    RemovedFromMeeting,
    Superseded,
)
from apps.meetings.models import Format, Meeting, Seat
from apps.meetings.services import closing, presence, seats
from apps.meetings.services.live import LiveView, read_live, read_standing
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_series


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, starts_in=timedelta(minutes=5), series=make_series(group, format=Format.VIDEO))


def enter(user: User, meeting: Meeting) -> Seat:
    return seats.enter(access_of(user, meeting), meeting, agreement_version=1)


def access_of(user: User, meeting: Meeting) -> GroupAccess:
    return read_access(user, meeting.group)


def person(user: User, meeting: Meeting) -> str:
    return membership_of(user, meeting.group).public_id


def connect(user: User, meeting: Meeting) -> LiveView:
    """Have a browser of theirs there, and return what it sees."""
    standing = read_standing(meeting.public_id, user)
    presence.claim(standing.seat, f"socket-{user.pk}")
    return look(user, meeting)


def look(user: User, meeting: Meeting) -> LiveView:
    return read_live(read_standing(meeting.public_id, user, connection=f"socket-{user.pk}"))


def aliases(people: tuple[object, ...]) -> list[str]:
    return [getattr(person, "alias", "") for person in people]


def test_a_member_waits_at_the_door_and_opens_nothing(meeting: Meeting, bob: User) -> None:
    seat = enter(bob, meeting)

    assert seat.state == Seat.State.WAITING
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED
    assert connect(bob, meeting).people == ()


def test_the_first_host_opens_the_meeting_and_hosts_alone(meeting: Meeting, alice: User) -> None:
    seat = enter(alice, meeting)

    assert seat.state == Seat.State.ADMITTED
    assert seat.is_muted
    assert not seat.has_picture
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.OPEN
    assert sum(person.is_host for person in connect(alice, meeting).people) == 1


def test_nobody_lets_anybody_in_before_a_host_is_there(meeting: Meeting, alice: User, bob: User) -> None:
    enter(bob, meeting)

    with pytest.raises(NotPermitted):
        seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))


def test_a_host_sees_the_door_and_lets_people_in(meeting: Meeting, alice: User, bob: User, carol: User) -> None:
    for user in (alice, bob, carol):
        enter(user, meeting)
        connect(user, meeting)
    assert aliases(look(alice, meeting).door) == ["Bramble", "Clover"]

    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))

    assert aliases(look(alice, meeting).door) == ["Clover"]
    assert aliases(look(bob, meeting).people) == ["Heron", "Bramble"]
    assert look(bob, meeting).door == ()
    assert look(carol, meeting).people == ()


@pytest.mark.parametrize("act", [seats.admit, seats.mute, seats.remove])
def test_members_do_none_of_what_hosts_do(act, meeting: Meeting, alice: User, bob: User, carol: User) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    for user in (alice, bob, carol):
        enter(user, meeting)
    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))

    with pytest.raises(NotPermitted):
        act(access_of(bob, meeting), meeting, person(carol, meeting))
    with pytest.raises(NotPermitted):
        closing.end_meeting(access_of(bob, meeting), meeting)


def test_whoever_was_removed_cannot_come_back(meeting: Meeting, alice: User, bob: User) -> None:
    enter(alice, meeting)
    enter(bob, meeting)
    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))

    seats.remove(access_of(alice, meeting), meeting, person(bob, meeting))

    with pytest.raises(RemovedFromMeeting):
        enter(bob, meeting)
    with pytest.raises(RemovedFromMeeting):
        read_standing(meeting.public_id, bob)
    with pytest.raises(NotInRoom):
        seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))


def test_hosts_remove_neither_themselves_nor_each_other(meeting: Meeting, alice: User, mo: User) -> None:
    enter(alice, meeting)
    enter(mo, meeting)
    meeting.series.hosts.add(membership_of(mo, meeting.group))
    enter(mo, meeting)

    for actor, target in ((alice, alice), (mo, alice)):
        with pytest.raises(OutOfRank):
            seats.remove(access_of(actor, meeting), meeting, person(target, meeting))


def test_a_member_whom_the_series_names_hosts(meeting: Meeting, bob: User, carol: User) -> None:
    meeting.series.hosts.add(membership_of(bob, meeting.group))
    assert enter(bob, meeting).state == Seat.State.ADMITTED
    enter(carol, meeting)

    seats.admit(access_of(bob, meeting), meeting, person(carol, meeting))
    seats.remove(access_of(bob, meeting), meeting, person(carol, meeting))

    assert Seat.objects.get(membership=membership_of(carol, meeting.group)).state == Seat.State.REMOVED


def test_whoever_left_waits_at_the_door_again(meeting: Meeting, alice: User, bob: User) -> None:
    enter(alice, meeting)
    enter(bob, meeting)
    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))
    seats.leave(access_of(bob, meeting), meeting)

    assert enter(bob, meeting).state == Seat.State.WAITING


def test_reloading_the_page_keeps_the_place_and_mutes(meeting: Meeting, alice: User, bob: User) -> None:
    enter(alice, meeting)
    enter(bob, meeting)
    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))
    connect(bob, meeting)
    seats.set_sending(access_of(bob, meeting), meeting, audio=True, video=True)

    assert enter(bob, meeting).state == Seat.State.ADMITTED
    connect(bob, meeting)

    seat = Seat.objects.get(membership=membership_of(bob, meeting.group))
    assert (seat.is_muted, seat.has_picture) == (True, False)


def test_a_newer_window_speaks_for_the_person(meeting: Meeting, alice: User) -> None:
    enter(alice, meeting)
    standing = read_standing(meeting.public_id, alice)
    presence.claim(standing.seat, "first")
    presence.claim(standing.seat, "second")

    with pytest.raises(Superseded):
        read_standing(meeting.public_id, alice, connection="first")
    presence.release(meeting.public_id, alice.pk, "first")
    assert read_standing(meeting.public_id, alice, connection="second").is_inside


def test_people_without_a_living_socket_are_not_shown(meeting: Meeting, alice: User, bob: User) -> None:
    enter(alice, meeting)
    enter(bob, meeting)
    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))
    connect(alice, meeting)
    connect(bob, meeting)
    Seat.objects.filter(membership__user=bob).update(seen_at=timezone.now() - timedelta(minutes=1))

    assert aliases(look(alice, meeting).people) == ["Heron"]


def test_an_ended_meeting_lets_nobody_stay_or_come(meeting: Meeting, alice: User, bob: User) -> None:
    enter(alice, meeting)
    enter(bob, meeting)
    closing.end_meeting(access_of(alice, meeting), meeting)

    for user in (alice, bob):
        with pytest.raises(MeetingOver):
            read_standing(meeting.public_id, user)
        with pytest.raises(MeetingOver):
            enter(user, meeting)


def test_a_cancelled_meeting_says_so_at_its_door(meeting: Meeting, bob: User) -> None:
    Meeting.objects.update(state=Meeting.State.CANCELLED)
    with pytest.raises(MeetingCancelled):
        enter(bob, meeting)


def test_newcomers_come_into_meetings_that_welcome_them_alone(group: Group, bob: User, alice: User) -> None:
    Membership.objects.filter(user__in=[bob, alice]).update(settled_at=None)
    soon = timedelta(minutes=5)
    welcoming = make_meeting(group, starts_in=soon, series=make_series(group))
    closed = make_meeting(group, starts_in=soon, series=make_series(group, is_open_to_newcomers=False))

    with pytest.raises(NotForNewcomers):
        enter(bob, closed)
    assert not Seat.objects.filter(meeting=closed).exists()
    assert enter(bob, welcoming).state == Seat.State.WAITING
    assert enter(alice, closed).state == Seat.State.ADMITTED


def test_a_newcomer_reads_at_the_door_why_they_do_not_come_in(group: Group, bob: User, client: Client) -> None:
    Membership.objects.filter(user=bob).update(settled_at=None)
    series = make_series(group, is_open_to_newcomers=False)
    closed = make_meeting(group, starts_in=timedelta(minutes=5), series=series)
    client.force_login(bob)

    answer = client.post(f"/meetings/{closed.public_id}/room/", {"agreement": "1"})

    assert answer.status_code == 403
    assert "been in the group for a while" in answer.content.decode()
    assert "What this group agreed" in answer.content.decode()


def test_there_is_no_door_long_before_the_start(group: Group, alice: User) -> None:
    with pytest.raises(NoDoorYet):
        enter(alice, make_meeting(group, starts_in=timedelta(hours=2)))


def test_the_agreement_is_accepted_for_this_meeting(meeting: Meeting, group: Group, bob: User) -> None:
    access = access_of(bob, meeting)
    with pytest.raises(AgreementMissing):
        seats.enter(access, meeting, agreement_version=None)
    Agreement.objects.create(group=group, version=2, text="Something new.")
    with pytest.raises(AgreementChanged):
        seats.enter(access, meeting, agreement_version=1)

    seat = seats.enter(access, meeting, agreement_version=2)

    assert seat.agreement_version == 2
    assert seat.agreed_at is not None


@pytest.mark.parametrize("version", ["9" * 9, "9" * 12, "9" * 5000, "٣", "-1", "1.5", "x"])
@pytest.mark.parametrize("has_agreement", [True, False])
def test_what_is_no_version_of_the_agreement_opens_nothing_and_breaks_nothing(
    version: str, has_agreement: bool, meeting: Meeting, group: Group, bob: User, client: Client
) -> None:
    if not has_agreement:
        group.agreements.all().delete()
    client.force_login(bob)

    answer = client.post(f"/meetings/{meeting.public_id}/room/", {"agreement": version})

    assert answer.status_code == (302 if not has_agreement else answer.status_code)
    assert answer.status_code < 500
    assert not Seat.objects.exclude(agreement_version=0).exists()


def test_outsiders_learn_nothing(meeting: Meeting, alice: User, eve: User, nia: User) -> None:
    enter(alice, meeting)
    for user in (eve, nia):
        with pytest.raises(NotFound):
            read_standing(meeting.public_id, user)
        with pytest.raises(NotFound):
            read_standing("nosuchmeetng", user)


@pytest.mark.parametrize("change", ["ended", "suspended", "archived"])
def test_whoever_may_no_longer_be_in_the_group_is_out(change: str, meeting: Meeting, alice: User, bob: User) -> None:
    enter(alice, meeting)
    enter(bob, meeting)
    connect(bob, meeting)
    later = timezone.now() + timedelta(days=1)
    if change == "ended":
        Membership.objects.filter(user=bob).update(ended_at=timezone.now())
    elif change == "suspended":
        Membership.objects.filter(user=bob).update(suspended_until=later)
    else:
        Group.objects.update(state=Group.State.ARCHIVED)

    with pytest.raises(NotFound):
        look(bob, meeting)


def test_a_muted_member_listens_and_does_not_speak(meeting: Meeting, bob: User, alice: User) -> None:
    enter(alice, meeting)
    enter(bob, meeting)
    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    seats.leave(access_of(bob, meeting), meeting)
    assert enter(bob, meeting).state == Seat.State.WAITING
    seats.admit(access_of(alice, meeting), meeting, person(bob, meeting))

    with pytest.raises(Muted):
        seats.set_sending(access_of(bob, meeting), meeting, audio=True)


def test_a_meeting_of_voices_shows_no_pictures(group: Group, alice: User) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=5))
    enter(alice, meeting)

    with pytest.raises(NoPictures):
        seats.set_sending(access_of(alice, meeting), meeting, video=True)


def test_two_who_blocked_each_other_do_not_see_each_other_and_hosts_see_both(
    meeting: Meeting, group: Group, alice: User, bob: User, carol: User
) -> None:
    for user in (alice, bob, carol):
        enter(user, meeting)
        seats.admit(access_of(alice, meeting), meeting, person(user, meeting))
        connect(user, meeting)
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))

    assert aliases(look(bob, meeting).people) == ["Heron", "Bramble"]
    assert aliases(look(carol, meeting).people) == ["Heron", "Clover"]
    assert aliases(look(alice, meeting).people) == ["Heron", "Bramble", "Clover"]
