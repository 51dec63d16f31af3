"""Which port the site takes."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from devkit.children import free_port
from devkit.errors import DevkitError
from devkit.ports import hold_first_free, is_free


@pytest.fixture(params=[(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["ipv4", "ipv6"])
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    family, address = request.param
    with socket.socket(family) as listener:
        listener.bind((address, 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def until() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_a_free_port_is_taken_as_wished(until: ExitStack) -> None:
    wanted = free_port()
    assert hold_first_free(wanted, until) == wanted


def test_a_taken_port_gives_the_next(taken: int, until: ExitStack) -> None:
    assert not is_free(taken)
    assert hold_first_free(taken, until) > taken


def test_two_that_start_together_take_two_and_whoever_listens_then_has_it(until: ExitStack) -> None:
    wanted = free_port()
    with ExitStack() as first:
        assert hold_first_free(wanted, first) == wanted
        assert hold_first_free(wanted, until) > wanted
    with socket.create_server(("127.0.0.1", wanted)), socket.create_connection(("127.0.0.1", wanted)):
        assert not is_free(wanted)
    # What was left a moment ago is free again.
    assert is_free(wanted)


def test_no_free_port_is_said_in_words(taken: int, until: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devkit.ports.TRIES", 1)
    with pytest.raises(DevkitError, match=f"Ports {taken} to {taken} are all taken"):
        hold_first_free(taken, until)
