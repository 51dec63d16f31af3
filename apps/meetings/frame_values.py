"""What stands in a frame from a browser, looked at before anything is done with it. Each raises Invalid."""

from typing import Any

from apps.core.errors import Invalid

type Frame = dict[str, Any]

LONGEST_NAME = 40


def person_in(frame: Frame, name: str = "person") -> str:
    """Return a membership's public id."""
    return text_in(frame, name, longest=LONGEST_NAME)


def text_in(frame: Frame, name: str, *, longest: int) -> str:
    """Return a text of at most this length."""
    text = frame.get(name)
    if not isinstance(text, str) or len(text) > longest:
        raise Invalid
    return text


def wish_in(frame: Frame, name: str) -> bool | None:
    """Return yes, no, or None for what is not asked."""
    wish = frame.get(name)
    if not (wish is None or isinstance(wish, bool)):
        raise Invalid
    return wish
