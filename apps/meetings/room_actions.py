"""What a member may ask for over a meeting's socket, each with the service that decides."""

from collections.abc import Callable
from typing import Any

from apps.core.errors import Invalid
from apps.meetings.services import freezing, handing_over, seats
from apps.meetings.services.live import Standing

type Frame = dict[str, Any]
type Action = Callable[[Standing, Frame], None]


def _person(frame: Frame) -> str:
    person = frame.get("person")
    if not isinstance(person, str) or len(person) > 40:
        raise Invalid
    return person


def _hand_over(standing: Standing, frame: Frame) -> None:
    role = str(frame.get("role"))
    handing_over.hand_over(standing.access, standing.meeting, _person(frame), role=role)


def _wish(frame: Frame, name: str) -> bool | None:
    wish = frame.get(name)
    if not (wish is None or isinstance(wish, bool)):
        raise Invalid
    return wish


def _send(standing: Standing, frame: Frame) -> None:
    seats.set_sending(standing.access, standing.meeting, audio=_wish(frame, "audio"), video=_wish(frame, "video"))


ACTIONS: dict[str, Action] = {
    "seat.leave": lambda standing, _: seats.leave(standing.access, standing.meeting),
    "hand.up": lambda standing, _: seats.raise_hand(standing.access, standing.meeting, is_up=True),
    "hand.down": lambda standing, _: seats.raise_hand(standing.access, standing.meeting, is_up=False),
    "media.send": _send,
    "seat.admit": lambda standing, frame: seats.admit(standing.access, standing.meeting, _person(frame)),
    "seat.mute": lambda standing, frame: seats.mute(standing.access, standing.meeting, _person(frame)),
    "seat.remove": lambda standing, frame: seats.remove(standing.access, standing.meeting, _person(frame)),
    "host.hand_over": _hand_over,
    "meeting.freeze": lambda standing, _: freezing.freeze(standing.access, standing.meeting),
    "meeting.restore": lambda standing, _: freezing.restore(standing.access, standing.meeting),
    "meeting.end": lambda standing, _: seats.end_meeting(standing.access, standing.meeting),
}
