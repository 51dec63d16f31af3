"""What Beside keeps of a person: each app says it of its own tables, in its `AppConfig.ready`.

What is said here is packed when somebody asks for all of it (`services/packing.py`), and `tests/accounts/
test_belongings.py` holds that no table that leads to a person is left out. What does not go with the account's row by
itself is taken care of by an eraser (`services/erasing.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet


class End(StrEnum):
    """What becomes of a row when its person is gone."""

    GONE = "gone"
    NAMELESS = "nameless"  # It stays, and nothing in it leads to them.
    KEPT = "kept"  # It stays as it is: `why` says for what reason.


@dataclass(frozen=True, slots=True)
class Belonging:
    """What one table keeps of a person.

    `of` leads from a row to its person, or finds the rows of a person. `title` and `fields` are what they get: a path
    from the row and what it is called; without fields they get nothing of it, and `why` says the reason. `file` names
    a column with a file that is packed too.
    """

    model: str
    of: str | Callable[[Any], QuerySet[Any]]
    end: End = End.GONE
    title: Any = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Abandoned:
    """Something that nobody would look after any more, and where it can be put into other hands."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody is going. `takes_words`: what they wrote goes too; otherwise it stays without a name."""

    user_id: int
    takes_words: bool


type Eraser = Callable[[Leaving], None]
type LeftAlone = Callable[[int], list["Abandoned"]]

_belongings: list[Belonging] = []
_erasers: list[Eraser] = []
_left_alone: list[LeftAlone] = []


def register(*belongings: Belonging) -> None:
    """These tables keep something of people."""
    _belongings.extend(belongings)


def register_eraser(eraser: Eraser) -> None:
    """`eraser` is called before the account's row goes, in a transaction of its own; apps above come before those below."""
    _erasers.insert(0, eraser)


def register_left_alone(finder: LeftAlone) -> None:
    """`finder` says what the person with this row number should put into other hands before they go."""
    _left_alone.append(finder)


def left_alone(user_id: int) -> list[Abandoned]:
    """Return what nobody would look after without this person."""
    return [one for find in _left_alone for one in find(user_id)]


def belongings() -> tuple[Belonging, ...]:
    """Return what all apps said."""
    return tuple(_belongings)


def erasers() -> tuple[Eraser, ...]:
    """Return all erasers, the highest app's first."""
    return tuple(_erasers)
