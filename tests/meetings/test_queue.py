"""The speaking queue: hands, turns, rounds and just listening."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import Invalid, NotPermitted
from apps.groups.errors import Muted
from apps.groups.models import Block, Group, Membership
from apps.meetings.errors import NotInRoom, NotYourTurn
from apps.meetings.models import Format, Seat, Step
from apps.meetings.room_frames import state_frame
from apps.meetings.services import presence, queue, seats
from apps.meetings.services.chat import write_line
from apps.meetings.services.queue import QueueView
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_series
from tests.meetings.rooms import Inside


@pytest.fixture
def room(group: Group, alice: User, bob: User, carol: User, mo: User) -> Inside:
    """Alice hosts; Bob, Carol and Mo are inside."""
    inside = Inside(make_meeting(group, starts_in=timedelta(minutes=5), series=make_series(group, format=Format.VIDEO)))
    inside.come(alice, bob, carol, mo)
    return inside


def see(room: Inside, user: User) -> QueueView:
    return queue.read_queue(room.look(user))


def line(room: Inside, user: User) -> list[str]:
    return [person.alias for person in see(room, user).line]


def speaker(room: Inside, user: User) -> str:
    shown = see(room, user).speaker
    return shown.alias if shown else ""


def raise_hands(room: Inside, *users: User) -> None:
    for user in users:
        queue.raise_hand(*room.of(user), is_up=True)


def go_on(room: Inside, host: User) -> None:
    queue.next_turn(*room.of(host), turn=see(room, host).turn)


def test_hands_are_in_the_order_in_which_they_went_up(room: Inside, alice: User, bob: User, carol: User) -> None:
    raise_hands(room, carol, bob)
    first = room.seat(carol).hand_up_at
    raise_hands(room, carol)

    assert room.seat(carol).hand_up_at == first
    assert line(room, alice) == ["Clover", "Bramble"]
    assert [see(room, user).before_me for user in (carol, bob, alice)] == [0, 1, None]

    queue.raise_hand(*room.of(carol), is_up=False)
    assert line(room, alice) == ["Bramble"]


def test_the_host_gives_the_word_and_a_second_click_skips_nobody(
    room: Inside, alice: User, bob: User, carol: User
) -> None:
    raise_hands(room, bob, carol)
    seen = see(room, alice).turn
    for _ in range(3):
        queue.next_turn(*room.of(alice), turn=seen)

    assert speaker(room, carol) == "Bramble"
    assert see(room, bob).is_mine
    assert line(room, alice) == ["Clover"]
    assert room.seat(bob).hand_up_at is None


def test_two_hosts_at_once_end_one_turn(room: Inside, group: Group, alice: User, bob: User, carol: User) -> None:
    Membership.objects.filter(user=carol).update(roles=["facilitator"])
    raise_hands(room, bob, carol)
    both = [see(room, host).turn for host in (alice, carol)]
    for host, seen in zip((alice, carol), both, strict=True):
        queue.next_turn(*room.of(host), turn=seen)

    assert speaker(room, alice) == "Bramble"


def test_whoever_is_done_gives_the_word_on(room: Inside, alice: User, bob: User, carol: User) -> None:
    raise_hands(room, bob, carol)
    go_on(room, alice)
    mine = see(room, bob).turn
    queue.next_turn(*room.of(bob), turn=mine)
    queue.next_turn(*room.of(bob), turn=mine)

    assert speaker(room, alice) == "Clover"
    assert [room.seat(user).times_spoken for user in (bob, carol)] == [1, 0]


def test_nobody_else_ends_a_turn_or_begins_one(room: Inside, alice: User, bob: User, carol: User) -> None:
    raise_hands(room, bob)
    assert see(room, carol).turn == ""
    with pytest.raises(NotPermitted):
        queue.next_turn(*room.of(carol), turn="pause")
    for act in (queue.begin_round, queue.end_round):
        with pytest.raises(NotPermitted):
            act(*room.of(carol))
    with pytest.raises(NotPermitted):
        queue.move(*room.of(bob), room.id(bob), by=-1)
    with pytest.raises(NotPermitted):
        queue.set_sound(*room.of(bob), "hosts")
    with pytest.raises(NotPermitted):
        queue.set_order(*room.of(bob), seconds=60)


def test_quiet_ones_come_first_until_a_host_says_otherwise(
    room: Inside, alice: User, bob: User, carol: User, mo: User
) -> None:
    raise_hands(room, bob)
    go_on(room, alice)
    go_on(room, alice)
    raise_hands(room, bob, carol, mo)
    assert line(room, alice) == ["Clover", "Saltmarsh", "Bramble"]

    queue.move(*room.of(alice), room.id(bob), by=-1)
    assert line(room, alice) == ["Clover", "Bramble", "Saltmarsh"]
    queue.move(*room.of(alice), room.id(bob), by=-1)
    queue.move(*room.of(alice), room.id(bob), by=-1)
    assert line(room, alice) == ["Bramble", "Clover", "Saltmarsh"]

    queue.set_order(*room.of(alice), is_quiet_first=False)
    assert line(room, alice) == ["Bramble", "Clover", "Saltmarsh"]
    queue.set_order(*room.of(alice), is_quiet_first=True)
    assert line(room, alice) == ["Clover", "Saltmarsh", "Bramble"]


def test_moving_somebody_who_has_stepped_back_changes_nothing(
    room: Inside, alice: User, bob: User, carol: User
) -> None:
    raise_hands(room, bob, carol)
    queue.raise_hand(*room.of(carol), is_up=False)
    queue.move(*room.of(alice), room.id(carol), by=-1)

    assert line(room, alice) == ["Bramble"]


def test_passing_needs_no_reason_and_is_not_counted(room: Inside, alice: User, bob: User, carol: User) -> None:
    raise_hands(room, bob, carol)
    go_on(room, alice)
    queue.pass_turn(*room.of(bob))

    assert speaker(room, alice) == "Clover"
    assert room.seat(bob).times_spoken == 0


def test_a_round_asks_everybody_once_and_then_it_is_over(
    room: Inside, alice: User, bob: User, carol: User, mo: User
) -> None:
    raise_hands(room, mo)
    queue.just_listen(*room.of(carol), is_on=True)
    queue.begin_round(*room.of(alice))
    queue.begin_round(*room.of(alice))
    assert speaker(room, bob) == "Heron"
    assert line(room, bob) == ["Bramble", "Saltmarsh"]

    queue.pass_turn(*room.of(mo))
    assert line(room, bob) == ["Bramble"]
    go_on(room, alice)
    queue.pass_turn(*room.of(bob))

    assert not room.running().is_round
    assert speaker(room, alice) == ""
    assert [room.seat(user).times_spoken for user in (alice, bob, carol, mo)] == [1, 0, 0, 0]


def test_hands_wait_while_a_round_goes_on(room: Inside, alice: User, bob: User, carol: User, mo: User) -> None:
    queue.begin_round(*room.of(alice))
    go_on(room, alice)
    go_on(room, alice)
    raise_hands(room, bob)
    assert line(room, alice) == ["Saltmarsh"]
    go_on(room, alice)
    go_on(room, alice)

    assert not room.running().is_round
    assert line(room, alice) == ["Bramble"]


def test_a_host_may_end_a_round(room: Inside, alice: User, bob: User) -> None:
    queue.begin_round(*room.of(alice))
    queue.end_round(*room.of(alice))
    queue.end_round(*room.of(alice))

    assert speaker(room, bob) == ""
    assert not room.running().is_round


def test_listening_gives_the_word_on_and_a_hand_ends_it(room: Inside, alice: User, bob: User, carol: User) -> None:
    raise_hands(room, bob, carol)
    go_on(room, alice)
    queue.just_listen(*room.of(bob), is_on=True)
    assert speaker(room, alice) == "Clover"

    raise_hands(room, bob)
    assert not room.seat(bob).is_just_listening


@pytest.mark.parametrize("how", ["leaves", "is_removed"])
def test_when_the_speaker_goes_the_word_goes_on(how: str, room: Inside, alice: User, bob: User, carol: User) -> None:
    raise_hands(room, bob, carol)
    go_on(room, alice)
    if how == "leaves":
        seats.leave(*room.of(bob))
    else:
        seats.remove(*room.of(alice), room.id(bob))

    assert speaker(room, alice) == "Clover"


def test_a_speaker_who_lost_the_connection_keeps_the_word_and_others_do_not_wait_for_ever(
    room: Inside, alice: User, bob: User, carol: User
) -> None:
    raise_hands(room, bob, carol)
    go_on(room, alice)
    presence.release(room.meeting.public_id, bob.pk, f"socket-{bob.pk}")
    assert see(room, alice).is_away
    assert not see(room, carol).is_away
    presence.claim(room.seat(bob), f"socket-{bob.pk}")
    assert see(room, bob).is_mine

    Seat.objects.filter(pk=room.seat(bob).pk).update(seen_at=timezone.now() - timedelta(minutes=1))
    go_on(room, alice)
    assert speaker(room, alice) == "Clover"


def test_whoever_is_away_for_a_moment_is_passed_over_and_asked_when_they_are_back(
    room: Inside, alice: User, bob: User
) -> None:
    queue.begin_round(*room.of(alice))
    presence.release(room.meeting.public_id, bob.pk, f"socket-{bob.pk}")
    go_on(room, alice)
    assert speaker(room, alice) == "Clover"
    presence.claim(room.seat(bob), f"socket-{bob.pk}")

    assert line(room, alice) == ["Bramble", "Saltmarsh"]


@pytest.mark.parametrize(
    ("away", "expected"), [(timedelta(minutes=1), ["Bramble", "Clover"]), (timedelta(minutes=3), ["Clover"])]
)
def test_a_broken_line_costs_nobody_their_place_and_a_long_absence_does(
    away: timedelta, expected: list[str], room: Inside, alice: User, bob: User, carol: User
) -> None:
    raise_hands(room, bob, carol)
    presence.release(room.meeting.public_id, bob.pk, f"socket-{bob.pk}")
    assert line(room, alice) == ["Clover"]
    Seat.objects.filter(pk=room.seat(bob).pk).update(seen_at=timezone.now() - away)
    presence.claim(room.seat(bob), f"socket-{bob.pk}")

    assert line(room, alice) == expected


def test_two_who_blocked_each_other_do_not_meet_in_the_queue(
    room: Inside, group: Group, alice: User, bob: User, carol: User, mo: User
) -> None:
    raise_hands(room, bob, carol)
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    assert line(room, alice) == ["Bramble", "Clover"]
    assert (line(room, carol), see(room, carol).before_me) == (["Clover"], 0)
    assert line(room, bob) == ["Bramble"]

    go_on(room, alice)
    theirs = see(room, carol)
    assert (theirs.speaker, theirs.ends_at, theirs.is_away, theirs.turn) == (None, None, False, "")
    assert "Bramble" not in str(state_frame(room.look(carol)))
    assert speaker(room, mo) == "Bramble"


def test_in_turn_only_the_speaker_and_hosts_are_let_through(room: Inside, alice: User, bob: User, carol: User) -> None:
    for user in (alice, bob, carol):
        seats.set_sending(*room.of(user), audio=True)
    raise_hands(room, bob)
    go_on(room, alice)
    queue.set_sound(*room.of(alice), Step.Sound.IN_TURN)

    assert [room.standing(user).may_be_heard for user in (alice, bob, carol)] == [True, True, False]
    assert [room.seat(user).is_muted for user in (alice, bob, carol)] == [False, False, True]
    assert room.standing(carol).may_be_seen
    with pytest.raises(NotYourTurn):
        seats.set_sending(*room.of(carol), audio=True)
    seats.set_sending(*room.of(carol), video=True)

    go_on(room, alice)
    assert room.seat(bob).is_muted
    with pytest.raises(NotYourTurn):
        seats.set_sending(*room.of(bob), audio=True)


def test_hosts_alone_means_hosts_alone_and_giving_the_word_opens_it(room: Inside, alice: User, bob: User) -> None:
    seats.set_sending(*room.of(bob), audio=True)
    queue.set_sound(*room.of(alice), Step.Sound.HOSTS)
    assert room.seat(bob).is_muted
    assert not room.standing(bob).may_be_heard

    raise_hands(room, bob)
    go_on(room, alice)
    assert room.standing(bob).may_be_heard
    assert room.running().sound == Step.Sound.IN_TURN


def test_in_a_meeting_of_words_the_speaker_and_hosts_write(group: Group, alice: User, bob: User, carol: User) -> None:
    series = make_series(group, format=Format.CHAT)
    room = Inside(make_meeting(group, starts_in=timedelta(minutes=5), series=series))
    room.come(alice, bob, carol)
    queue.set_sound(*room.of(alice), Step.Sound.IN_TURN)
    raise_hands(room, bob)
    go_on(room, alice)
    assert [room.standing(user).may_write for user in (alice, bob, carol)] == [True, True, False]
    for user in (alice, bob):
        write_line(*room.of(user), body="I am here", client_id="1")
    with pytest.raises(NotYourTurn):
        write_line(*room.of(carol), body="Me too", client_id="1")

    queue.set_sound(*room.of(alice), Step.Sound.EVERYBODY)
    assert room.standing(carol).may_write
    write_line(*room.of(carol), body="Me too", client_id="1")


def test_whose_turn_it_is_to_be_heard_closes_no_chat(room: Inside, alice: User, bob: User) -> None:
    queue.set_sound(*room.of(alice), Step.Sound.HOSTS)

    assert room.standing(bob).may_write
    write_line(*room.of(bob), body="I am here", client_id="1")


def test_a_turn_has_the_length_that_was_chosen_or_no_clock(room: Inside, alice: User, bob: User) -> None:
    queue.set_order(*room.of(alice), seconds=60)
    raise_hands(room, bob)
    go_on(room, alice)
    began = room.running().turn_began_at
    assert began is not None
    assert see(room, bob).ends_at == (began + timedelta(seconds=60)).timestamp()

    queue.set_order(*room.of(alice), seconds=0)
    assert see(room, bob).ends_at is None
    for wrong in (-1, 59, 10_000):
        with pytest.raises(Invalid):
            queue.set_order(*room.of(alice), seconds=wrong)


def test_nobody_acts_from_the_door_or_after_they_left(room: Inside, bob: User, nia: User) -> None:
    seats.leave(*room.of(bob))
    with pytest.raises(NotInRoom):
        queue.raise_hand(*room.of(bob), is_up=True)
    with pytest.raises(NotInRoom):
        queue.pass_turn(*room.of(bob))


def test_whoever_is_muted_in_the_group_is_not_asked(room: Inside, alice: User, bob: User) -> None:
    raise_hands(room, bob)
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))

    assert line(room, alice) == []
    with pytest.raises(Muted):
        queue.raise_hand(*room.of(bob), is_up=True)
