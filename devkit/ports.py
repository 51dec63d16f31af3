"""Which port the site is reached at."""

import errno
import socket

from devkit.errors import DevkitError

TRIES = 50


def is_free(port: int) -> bool:
    """Say whether `localhost:<port>` is ours to take, under both of the addresses that name may stand for."""
    return all(_can_bind(family, address, port) for family, address in _LOOPBACKS)


_LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def _can_bind(family: socket.AddressFamily, address: str, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # Otherwise a port we left a moment ago counts as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        # No IPv6 on this machine is no reason to refuse the port.
        return error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
    return True


def first_free(wanted: int) -> int:
    """Return the wanted port, or the next one that is free."""
    for port in range(wanted, wanted + TRIES):
        if is_free(port):
            return port
    msg = f"Ports {wanted} to {wanted + TRIES - 1} are all taken: choose another with `./dev run --port`."
    raise DevkitError(msg)
