"""What a member may ask for over a meeting's socket, each with the service that decides."""

from typing import Any

from apps.core.errors import Invalid
from apps.meetings.chat_actions import CHAT_ACTIONS, Action
from apps.meetings.frame_values import person_in, wish_in
from apps.meetings.services import closing, freezing, handing_over, queue, runner, seats
from apps.meetings.services.live import Standing

type Frame = dict[str, Any]


def _hand_over(standing: Standing, frame: Frame) -> None:
    role = str(frame.get("role"))
    handing_over.hand_over(standing.access, standing.meeting, person_in(frame), role=role)


def _word(frame: Frame, name: str) -> str:
    word = frame.get(name)
    if not isinstance(word, str) or len(word) > 40:
        raise Invalid
    return word


def _number(frame: Frame, name: str) -> int:
    number = frame.get(name)
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) > 1000:
        raise Invalid
    return number


def _order(standing: Standing, frame: Frame) -> None:
    seconds = _number(frame, "seconds") if "seconds" in frame else None
    quiet_first = wish_in(frame, "quiet_first")
    queue.set_order(standing.access, standing.meeting, is_quiet_first=quiet_first, seconds=seconds)


def _send(standing: Standing, frame: Frame) -> None:
    seats.set_sending(standing.access, standing.meeting, audio=wish_in(frame, "audio"), video=wish_in(frame, "video"))


ACTIONS: dict[str, Action] = {
    "seat.leave": lambda standing, _: seats.leave(standing.access, standing.meeting),
    "hand.up": lambda standing, _: queue.raise_hand(standing.access, standing.meeting, is_up=True),
    "hand.down": lambda standing, _: queue.raise_hand(standing.access, standing.meeting, is_up=False),
    "listening.on": lambda standing, _: queue.just_listen(standing.access, standing.meeting, is_on=True),
    "listening.off": lambda standing, _: queue.just_listen(standing.access, standing.meeting, is_on=False),
    "turn.next": lambda standing, frame: queue.next_turn(standing.access, standing.meeting, turn=_word(frame, "turn")),
    "turn.pass": lambda standing, _: queue.pass_turn(standing.access, standing.meeting),
    "queue.move": lambda standing, frame: queue.move(
        standing.access, standing.meeting, person_in(frame), by=_number(frame, "by")
    ),
    "queue.order": _order,
    "round.begin": lambda standing, _: queue.begin_round(standing.access, standing.meeting),
    "round.end": lambda standing, _: queue.end_round(standing.access, standing.meeting),
    "room.sound": lambda standing, frame: queue.set_sound(standing.access, standing.meeting, _word(frame, "sound")),
    "script.start": lambda standing, _: runner.start(standing.access, standing.meeting),
    "script.go": lambda standing, frame: runner.go(
        standing.access, standing.meeting, seen=_number(frame, "seen"), to=_number(frame, "to")
    ),
    "script.stretch": lambda standing, frame: runner.stretch(
        standing.access, standing.meeting, seen=_number(frame, "seen"), minutes=_number(frame, "minutes")
    ),
    "script.stop": lambda standing, _: runner.stop(standing.access, standing.meeting),
    "media.send": _send,
    "seat.admit": lambda standing, frame: seats.admit(standing.access, standing.meeting, person_in(frame)),
    "seat.mute": lambda standing, frame: seats.mute(standing.access, standing.meeting, person_in(frame)),
    "seat.remove": lambda standing, frame: seats.remove(standing.access, standing.meeting, person_in(frame)),
    "host.hand_over": _hand_over,
    "meeting.freeze": lambda standing, _: freezing.freeze(standing.access, standing.meeting),
    "meeting.restore": lambda standing, _: freezing.restore(standing.access, standing.meeting),
    "meeting.end": lambda standing, _: closing.end_meeting(standing.access, standing.meeting),
    **CHAT_ACTIONS,
}
