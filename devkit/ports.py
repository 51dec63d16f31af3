"""Which port the site is reached at, and that nobody else takes it while the site gets ready."""

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from devkit.errors import DevkitError

TRIES = 50
_LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
# No IPv6 on this machine is no reason to refuse the port.
_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def is_free(port: int) -> bool:
    """Say whether `localhost:<port>` is ours to take, under both of the addresses that name may stand for."""
    with suppress(OSError), held(port):
        return True
    return False


@contextmanager
def held(port: int) -> Iterator[None]:
    """The port is ours until this ends, and nobody is answered at it; raises OSError where somebody else has it."""
    with ExitStack() as places:
        for family, address in _LOOPBACKS:
            try:
                place = places.enter_context(socket.socket(family, socket.SOCK_STREAM))
                _take(place, address, port)
            except OSError as error:
                if error.errno not in _NOT_HERE:
                    raise
        yield


def _take(place: socket.socket, address: str, port: int) -> None:
    # Otherwise a port we left a moment ago counts as taken; kept on, another one could take it beside us.
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((address, port))
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)


def hold_first_free(wanted: int, until: ExitStack) -> int:
    """Return the wanted port, or the next one that is free; it is ours until the stack is closed."""
    for port in range(wanted, wanted + TRIES):
        with suppress(OSError):
            until.enter_context(held(port))
            return port
    msg = f"Ports {wanted} to {wanted + TRIES - 1} are all taken: choose another with `./dev run --port`."
    raise DevkitError(msg)
