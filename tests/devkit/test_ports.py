"""Which port the site takes."""

import socket
from collections.abc import Iterator

import pytest

from devkit.children import free_port
from devkit.errors import DevkitError
from devkit.ports import first_free, is_free


@pytest.fixture(params=[(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["ipv4", "ipv6"])
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    family, address = request.param
    with socket.socket(family) as listener:
        listener.bind((address, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_is_taken_as_wished() -> None:
    wanted = free_port()
    assert first_free(wanted) == wanted


def test_a_taken_port_gives_the_next(taken: int) -> None:
    assert not is_free(taken)
    assert first_free(taken) > taken


def test_no_free_port_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devkit.ports.is_free", lambda _port: False)
    with pytest.raises(DevkitError, match="Ports 8000 to 8049 are all taken"):
        first_free(8000)
