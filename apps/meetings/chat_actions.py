"""What may be asked over a meeting's socket about words, quiet answers and screens, each with the service that decides.

An action that answers does so to whoever asked, and to nobody else.
"""

from collections.abc import Callable
from typing import Any

from apps.meetings.frame_values import person_in, text_in, wish_in
from apps.meetings.services import chat, reacting, screens
from apps.meetings.services.live import Standing

type Frame = dict[str, Any]
type Action = Callable[[Standing, Frame], Frame | None]

LONGEST_BODY = 8000  # What is too long for a line is refused by its rule, with words.


def _write(standing: Standing, frame: Frame) -> Frame | None:
    body = text_in(frame, "body", longest=LONGEST_BODY)
    client_id = text_in(frame, "client_id", longest=chat.LONGEST_CLIENT_ID)
    door = person_in(frame, "door") if frame.get("door") else ""
    where = (standing.access, standing.meeting)
    if door:
        line = chat.write_at_door(*where, person=door, body=body, client_id=client_id)
    else:
        line = chat.write_line(*where, body=body, client_id=client_id)
    # A repeat is answered again: the first answer may have been lost with its connection.
    return {"type": "chat.company", "door": door} if chat.needs_company(line) else None


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
