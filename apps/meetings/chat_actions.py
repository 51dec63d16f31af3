"""What may be asked over a meeting's socket about words, quiet answers and screens, each with the service that decides."""

from collections.abc import Callable
from typing import Any

from apps.meetings.frame_values import person_in, text_in, wish_in
from apps.meetings.services import chat, reacting, screens
from apps.meetings.services.live import Standing

type Frame = dict[str, Any]
type Action = Callable[[Standing, Frame], None]

LONGEST_BODY = 8000  # What is too long for a line is refused by its rule, with words.


def _write(standing: Standing, frame: Frame) -> None:
    body = text_in(frame, "body", longest=LONGEST_BODY)
    client_id = text_in(frame, "client_id", longest=chat.LONGEST_CLIENT_ID)
    if not frame.get("door"):
        chat.write_line(standing.access, standing.meeting, body=body, client_id=client_id)
        return
    person = person_in(frame, "door")
    chat.write_at_door(standing.access, standing.meeting, person=person, body=body, client_id=client_id)


def _open(standing: Standing, frame: Frame) -> None:
    chat.set_chat(standing.access, standing.meeting, is_open=wish_in(frame, "is_open") is True)


CHAT_ACTIONS: dict[str, Action] = {
    "chat.write": _write,
    "chat.take_away": lambda standing, frame: chat.take_away(
        standing.access, standing.meeting, person_in(frame, "line")
    ),
    "chat.open": _open,
    "reaction.send": lambda standing, frame: reacting.react(
        standing.access, standing.meeting, person_in(frame, "kind")
    ),
    "screen.start": lambda standing, _: screens.share(standing.access, standing.meeting),
    "screen.stop": lambda standing, _: screens.stop(standing.access, standing.meeting),
}
