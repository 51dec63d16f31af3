"""The meeting runner: steps that hosts begin, lengthen and leave, and what each sets for everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import Invalid, NotPermitted
from apps.groups.models import Group, Membership
from apps.meetings.errors import NoScript, RoomFrozen
from apps.meetings.models import Format, Running, Script, Step
from apps.meetings.queue_frames import queue_part, run_part
from apps.meetings.services import freezing, queue, runner, seats
from apps.meetings.services.runner import RunView
from tests.meetings.factories import make_meeting, make_series
from tests.meetings.rooms import Inside

TEN = timedelta(minutes=10)
STEPS: list[dict[str, object]] = [
    {"kind": Step.Kind.WELCOME, "title": "Arriving", "length": timedelta(minutes=2)},
    {
        "kind": Step.Kind.SILENCE,
        "title": "Quiet",
        "length": timedelta(minutes=3),
        "sound": Step.Sound.HOSTS,
        "has_chat": False,
    },
    {"kind": Step.Kind.ROUND, "title": "How is everybody", "sound": Step.Sound.IN_TURN},
    {"kind": Step.Kind.CLOSING, "title": "Going home", "text": "Thank you."},
]


@pytest.fixture
def script(group: Group) -> Script:
    script = Script.objects.create(group=group, title="Our evening")
    for position, fields in enumerate(STEPS):
        Step.objects.create(script=script, position=position, **fields)
    return script


@pytest.fixture
def room(group: Group, script: Script, alice: User, bob: User, carol: User) -> Inside:
    series = make_series(group, format=Format.VOICE, script=script)
    inside = Inside(make_meeting(group, starts_in=timedelta(minutes=5), series=series))
    inside.come(alice, bob, carol)
    return inside


def see(room: Inside, user: User) -> RunView:
    standing = room.standing(user)
    return runner.read_run(standing.running, standing.meeting.series)


def go(room: Inside, host: User, seen: int, to: int) -> None:
    runner.go(*room.of(host), seen=seen, to=to)


def test_before_it_begins_everybody_sees_what_will_happen(room: Inside, bob: User) -> None:
    shown = see(room, bob)

    assert [scene["title"] for scene in shown.scenes] == [fields["title"] for fields in STEPS]
    assert (shown.scene, shown.ends_at) == (None, None)


def test_steps_go_on_and_back_and_a_second_click_skips_none(room: Inside, alice: User, bob: User) -> None:
    runner.start(*room.of(alice))
    runner.start(*room.of(alice))
    assert see(room, bob).step == 0
    assert see(room, bob).following == see(room, bob).scenes[1]

    go(room, alice, 0, 1)
    go(room, alice, 0, 1)
    assert see(room, bob).step == 1
    assert see(room, bob).is_silence
    go(room, alice, 1, 0)
    assert see(room, bob).step == 0


def test_two_hosts_who_step_at_once_make_one_step(room: Inside, alice: User, carol: User) -> None:
    Membership.objects.filter(user=carol).update(roles=["facilitator"])
    runner.start(*room.of(alice))
    for host in (alice, carol):
        go(room, host, 0, 1)

    assert see(room, alice).step == 1


def test_a_step_is_stretched_and_its_end_counts_from_the_servers_moment(room: Inside, alice: User, bob: User) -> None:
    runner.start(*room.of(alice))
    runner.stretch(*room.of(alice), seen=0, minutes=1)
    runner.stretch(*room.of(alice), seen=0, minutes=5)
    runner.stretch(*room.of(alice), seen=3, minutes=5)

    began = room.running().step_began_at
    assert began is not None
    assert see(room, bob).ends_at == (began + timedelta(minutes=8)).timestamp()
    go(room, alice, 0, 1)
    assert see(room, bob).length == 180
    with pytest.raises(Invalid):
        runner.stretch(*room.of(alice), seen=1, minutes=7)


def test_each_step_opens_and_closes_what_it_says(room: Inside, alice: User, bob: User) -> None:
    seats.set_sending(*room.of(bob), audio=True)
    runner.start(*room.of(alice))
    assert room.standing(bob).may_be_heard
    go(room, alice, 0, 1)
    assert not room.running().has_chat
    assert not room.standing(bob).may_be_heard
    assert room.seat(bob).is_muted

    go(room, alice, 1, 3)
    assert room.running().has_chat
    assert room.standing(bob).may_be_heard
    assert room.seat(bob).is_muted


def test_a_check_in_is_a_round_of_the_queue_and_leaving_it_ends_it(room: Inside, alice: User, bob: User) -> None:
    runner.start(*room.of(alice))
    go(room, alice, 0, 2)
    asked = queue.read_queue(room.look(bob))
    assert room.running().is_round
    assert asked.speaker is not None
    assert [person.alias for person in asked.line] == ["Bramble", "Clover"]

    go(room, alice, 2, 3)
    assert not room.running().is_round
    assert room.running().speaker is None


def test_beyond_the_last_step_and_by_stopping_everything_is_open_again(room: Inside, alice: User, bob: User) -> None:
    runner.start(*room.of(alice))
    go(room, alice, 0, 3)
    go(room, alice, 3, 4)
    assert see(room, bob).step is None

    runner.start(*room.of(alice))
    go(room, alice, 0, 1)
    runner.stop(*room.of(alice))
    runner.stop(*room.of(alice))
    assert (room.running().has_chat, room.running().sound) == (True, Step.Sound.EVERYBODY)
    runner.start(*room.of(alice))
    with pytest.raises(Invalid):
        go(room, alice, 0, 9)


def test_a_change_of_the_script_changes_no_meeting_that_runs(room: Inside, script: Script, alice: User) -> None:
    runner.start(*room.of(alice))
    script.steps.all().delete()

    go(room, alice, 0, 3)
    scene = see(room, alice).scene
    assert scene is not None
    assert scene["text"] == "Thank you."


def test_another_host_goes_on_when_the_first_has_left(room: Inside, alice: User, carol: User) -> None:
    Membership.objects.filter(user=carol).update(roles=["facilitator"])
    runner.start(*room.of(alice))
    seats.leave(*room.of(alice))
    go(room, carol, 0, 1)

    assert see(room, carol).step == 1


def test_the_clocks_stand_still_while_the_room_is_stopped(room: Inside, alice: User, bob: User) -> None:
    runner.start(*room.of(alice))
    go(room, alice, 0, 2)
    step, turn = see(room, bob).ends_at, queue.read_queue(room.look(bob)).ends_at
    assert step is not None
    assert turn is not None
    freezing.freeze(*room.of(alice))
    # All of it ten minutes ago.
    Running.objects.update(**{name: F(name) - TEN for name in ("frozen_at", "step_began_at", "turn_began_at")})
    freezing.restore(*room.of(alice))

    assert see(room, bob).ends_at == pytest.approx(step, abs=60)
    assert queue.read_queue(room.look(bob)).ends_at == pytest.approx(turn, abs=60)


def test_while_the_room_is_stopped_nobody_is_asked_anything_and_no_button_offers_it(
    room: Inside, alice: User, bob: User
) -> None:
    runner.start(*room.of(alice))
    queue.raise_hand(*room.of(bob), is_up=True)
    freezing.freeze(*room.of(alice))
    acts: list[Callable[[], None]] = [
        lambda: go(room, alice, 0, 1),
        lambda: runner.stretch(*room.of(alice), seen=0, minutes=1),
        lambda: runner.stop(*room.of(alice)),
        lambda: queue.next_turn(*room.of(alice), turn="pause"),
        lambda: queue.begin_round(*room.of(alice)),
        lambda: queue.set_sound(*room.of(alice), "hosts"),
    ]
    for act in acts:
        with pytest.raises(RoomFrozen):
            act()
    parts = queue_part(room.look(alice))["queue"]["html"] + run_part(room.look(alice))["run"]["html"]
    assert "script." not in parts
    assert "turn.next" not in parts
    assert (room.running().step, room.running().speaker) == (0, None)

    freezing.restore(*room.of(alice))
    go(room, alice, 0, 1)
    assert see(room, bob).step == 1


def test_a_turn_that_came_while_the_room_was_stopped_begins_when_it_goes_on(
    room: Inside, alice: User, bob: User, carol: User
) -> None:
    for user in (bob, carol):
        queue.raise_hand(*room.of(user), is_up=True)
    queue.next_turn(*room.of(alice), turn="pause")
    freezing.freeze(*room.of(alice))
    Running.objects.update(frozen_at=F("frozen_at") - timedelta(minutes=10), turn_began_at=F("turn_began_at") - 2 * TEN)
    seats.leave(*room.of(bob))
    freezing.restore(*room.of(alice))

    began = room.running().turn_began_at
    assert room.running().speaker == room.seat(carol)
    assert began is not None
    assert abs(timezone.now() - began) < timedelta(minutes=1)


def test_members_step_nothing(room: Inside, alice: User, bob: User) -> None:
    with pytest.raises(NotPermitted):
        runner.start(*room.of(bob))
    runner.start(*room.of(alice))
    with pytest.raises(NotPermitted):
        go(room, bob, 0, 1)
    with pytest.raises(NotPermitted):
        runner.stop(*room.of(bob))
    with pytest.raises(NotPermitted):
        runner.stretch(*room.of(bob), seen=0, minutes=1)


def test_without_a_script_there_is_nothing_to_begin(group: Group, alice: User) -> None:
    room = Inside(make_meeting(group, starts_in=timedelta(minutes=5)))
    room.come(alice)

    with pytest.raises(NoScript):
        runner.start(*room.of(alice))
    assert see(room, alice).scenes == ()
