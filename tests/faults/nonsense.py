"""What no page would send, from one dice."""

import json
import random
import string
from collections.abc import Callable, Sequence
from typing import Any

LETTERS = "aZ9 \n\t\0\r\x1b\x7f\u200b\u202e\ufeff\uffff🙂é<&\"'%{}\\"


class Nonsense:
    """Frames from one dice: bad JSON, binary, deep nesting, NUL, huge numbers, half characters, wrong values."""

    def __init__(self, dice: random.Random, room: str, types: Sequence[str], fields: Sequence[str]) -> None:
        self.dice = dice
        self.room = room
        self.types = types
        self.fields = fields
        self._makers: list[Callable[[], str | bytes]] = [
            self.bytes,
            self.broken,
            self.deep,
            self.huge,
            self.half,
            self.value,
            self.shaped,
            self.shaped,
        ]

    def frame(self) -> str | bytes:
        make: Callable[[], str | bytes] = self.dice.choice(self._makers)
        return make()

    def bytes(self) -> bytes:
        return self.dice.randbytes(self.dice.randrange(200))

    def broken(self) -> str:
        whole = json.dumps(self._object())
        at = self.dice.randrange(len(whole))
        return whole[:at] + self.dice.choice(["", "\0", "}", '"', ",", "NaN", "\\u12"]) + whole[at + 1 :]

    def deep(self) -> str:
        depth = self.dice.choice([7, 100, 5000, 15_000])
        opening, closing = self.dice.choice([("[", "]"), ('{"a":', "}")])
        return f'{{"type": "ping", "room": {opening * (depth // len(opening))}0{closing * (depth // len(opening))}}}'

    def huge(self) -> str:
        number = self.dice.choice(
            ["9" * 5000, "-" + "9" * 400, "1e400", "-1e-400", "1e" + "9" * 300, "Infinity", "NaN"]
        )
        kind, field = self.dice.choice(self.types), self.dice.choice(self.fields)
        return f'{{"type": "{kind}", "room": "{self.room}", "{field}": {number}}}'

    def half(self) -> str:
        kind, field = self.dice.choice(self.types), self.dice.choice(self.fields)
        return f'{{"type": "{kind}", "room": "{self.room}", "{field}": "a\\ud83d\\u0000"}}'

    def value(self) -> str:
        return json.dumps(self._value(3))

    def shaped(self) -> str:
        """The right type with values that are wrong, or right but for one."""
        frame = {"type": self.dice.choice(self.types), "room": self.room, "client_id": "n", "body": "", "after": 0}
        for _each in range(self.dice.randrange(1, 4)):
            frame[self.dice.choice(["type", *self.fields])] = self._value(2)
        return json.dumps(frame)

    def _object(self) -> dict[str, Any]:
        return {self._text(): self._value(2) for _each in range(self.dice.randrange(1, 5))}

    def _value(self, depth: int) -> Any:
        simple = [None, True, False, -1, 2**62, 2**70, -(2**63), 0.5, self._text(), self.room, self.room.upper(), ""]
        if depth == 0 or self.dice.random() < 0.6:
            return self.dice.choice(simple)
        some = [self._value(depth - 1) for _each in range(self.dice.randrange(4))]
        return self.dice.choice([some, {self._text(): value for value in some}])

    def _text(self) -> str:
        length = self.dice.choice([0, 1, 5, 64, 65, 4001])
        return "".join(self.dice.choices(LETTERS + string.ascii_letters, k=length))
