"""A TCP door to PostgreSQL's Unix socket, for a client that knows no other way in. Its work counts as nobody's."""

import socket
import threading
from pathlib import Path


def open_relay(target: Path) -> int:
    """Return the loopback port that leads to the socket for as long as this process lives."""
    door = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_let_in, args=(door, target), daemon=True).start()
    return int(door.getsockname()[1])


def _let_in(door: socket.socket, target: Path) -> None:
    while True:
        outside, _address = door.accept()
        inside = socket.socket(socket.AF_UNIX)
        inside.connect(str(target))
        for one, other in ((outside, inside), (inside, outside)):
            threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()
