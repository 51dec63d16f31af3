"""A wire between the application and a server behind it, which a test can hold, cut and shake.

The application is unchanged: it is given the wire's address instead of the server's.
"""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

type Address = tuple[str, int] | str  # host and port, or the path of a Unix socket


@dataclass
class Strand:
    """One connection through the wire. `up` and `down` are told what passes, and return what is passed on."""

    def up(self, content: bytes) -> bytes:
        return content

    def down(self, content: bytes) -> bytes:
        return content


@dataclass
class Wire:
    """Listens on a loopback port and relays to `target`; each connection gets a `Strand` of its own."""

    target: Address
    new_strand: Callable[[], Strand] = Strand
    port: int = 0
    _ends: list[socket.socket] = field(default_factory=list)

    def open(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self._ends.append(listening)
        threading.Thread(target=self._accept, args=[listening], daemon=True).start()

    def cut(self) -> None:
        """End the wire and everything that goes through it."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listening.accept()
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        far = socket.socket(socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET)
        try:
            far.connect(self.target)
        except OSError:
            near.close()
            far.close()
            return
        self._ends += [near, far]
        strand = self.new_strand()
        for source, sink, bend in ((near, far, strand.up), (far, near, strand.down)):
            threading.Thread(target=_relay, args=[source, sink, bend], daemon=True).start()


def _relay(source: socket.socket, sink: socket.socket, bend: Callable[[bytes], bytes]) -> None:
    with suppress(OSError):
        while content := source.recv(65536):
            if bent := bend(content):
                sink.sendall(bent)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(target: Address, new_strand: Callable[[], Strand] = Strand) -> Iterator[Wire]:
    wire = Wire(target, new_strand)
    wire.open()
    yield wire
    wire.cut()


# --- a point at which to kill ------------------------------------------------------------------------------


@dataclass
class KillPoint:
    """Stops the application at one exact step: after `marker` has gone up some connection, when `step` does.

    `is_answer_held`: the step reaches the server and its answer is withheld; otherwise the step itself is withheld.
    """

    marker: bytes
    step: bytes
    is_answer_held: bool
    reached: threading.Event = field(default_factory=threading.Event)
    is_taken: bool = False  # once alone: the retry goes through

    def strand(self) -> Strand:
        return _Held(self)


@dataclass
class _Held(Strand):
    point: KillPoint
    is_marked: bool = False
    is_held: bool = False

    def up(self, content: bytes) -> bytes:
        self.is_marked = self.is_marked or self.point.marker in content
        if self.is_marked and self.point.step in content and not self.point.is_taken:
            self.is_held = self.point.is_taken = True
            if not self.point.is_answer_held:
                self.point.reached.set()
                threading.Event().wait(60)
        return content

    def down(self, content: bytes) -> bytes:
        if self.is_held:
            self.point.reached.set()
            threading.Event().wait(60)
        return content


# --- a live layer that is only a hint --------------------------------------------------------------------------


@dataclass
class Unreliable(Strand):
    """Drops, doubles and reorders what a subscriber is told; other answers pass unharmed and in order."""

    dice: random.Random
    counts: dict[str, int]
    _rest: bytes = b""
    _kept_back: list[bytes] = field(default_factory=list)

    def down(self, content: bytes) -> bytes:
        self._rest += content
        passed = []
        while end := _end_of_value(self._rest, 0):
            value, self._rest = self._rest[:end], self._rest[end:]
            passed += self._shaken(value) if _is_told(value) else [value]
        return b"".join(passed)

    def _shaken(self, value: bytes) -> list[bytes]:
        fate = self.dice.choice(["pass", "drop", "double", "late"])
        self.counts[fate] = self.counts.get(fate, 0) + 1
        if fate == "late":
            self._kept_back.append(value)
            return []
        late, self._kept_back = self._kept_back[::-1], []
        return {"pass": [value], "drop": [], "double": [value, value]}[fate] + late


def _is_told(value: bytes) -> bool:
    return value[:1] in {b"*", b">"} and b"\r\n$7\r\nmessage\r\n" in value[:30]


def _end_of_value(content: bytes, start: int) -> int:
    """Return where the RESP value ends that begins at `start`, or 0 while it is incomplete."""
    line_end = content.find(b"\r\n", start)
    if line_end < 0:
        return 0
    kind, after = content[start : start + 1], line_end + 2
    if kind not in {b"$", b"*", b">", b"%", b"="}:
        return after
    count = int(content[start + 1 : line_end])
    if kind in {b"$", b"="}:
        end = after if count < 0 else after + count + 2
        return end if end <= len(content) else 0
    for _each in range(count * 2 if kind == b"%" else count):
        after = _end_of_value(content, after)
        if not after:
            return 0
    return after
