"""coturn itself, probed as a browser would and as an attacker would: who may relay, and to whom nothing is relayed."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aioice import stun
from aioice.turn import create_turn_endpoint

from apps.meetings.media.turn import (
    MAPPED,
    SPECIAL,
    VALID_FOR,
    TurnPlace,
    configuration,
    credentials,
    denied_ranges,
    ice_servers,
    port_of,
)
from devkit.children import free_port, is_listening, start_child, stop_child
from devkit.turn import program_for
from tests.meetings.media_peers import own_address, until

SECRET = "a secret of the tests alone"
FORBIDDEN = 403
# What coturn says of a peer in a family that it has no relay in, as on a machine without IPv6.
OTHER_FAMILY = 443
NETWORKS = [ip_network(text) for text in SPECIAL]


@pytest_asyncio.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    """A coturn whose one media server is at this machine's own address."""
    place = TurnPlace(free_port(), SECRET, media_servers=(own_address(),))
    with (tmp_path / "coturn.log").open("wb") as log:
        child = start_child(program_for(place, tmp_path), output=log)
    try:
        await until(lambda: is_listening(place.port))
        yield place.port
    finally:
        stop_child(child)


@asynccontextmanager
async def relay(port: int, given: dict[str, str]) -> AsyncIterator[Any]:
    """A place at the relay, as a browser takes one."""
    server = ("127.0.0.1", port)
    transport, _ = await create_turn_endpoint(
        asyncio.DatagramProtocol, server_addr=server, username=given["username"], password=given["credential"]
    )
    yield transport
    transport.close()


async def answer_about(transport: Any, peer: str) -> int:
    """Return with which number a channel to this address is refused, 0 when it is not."""
    client = transport._TurnTransport__inner_protocol
    client.channel_number += 1
    try:
        await client.channel_bind(client.channel_number, (peer, 5000))
    except stun.TransactionFailed as refusal:
        code: int = refusal.response.attributes["ERROR-CODE"][0]
        return code
    return 0


class Ear(asyncio.DatagramProtocol):
    """Hears what comes back over the relay."""

    def __init__(self, heard: asyncio.Queue[bytes]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, _address: Any) -> None:
        self._heard.put_nowait(data)


async def test_right_credentials_relay_to_the_media_server(port: int) -> None:
    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, address: Any) -> None:
            self.transport.sendto(data[::-1], address)

    loop = asyncio.get_running_loop()
    server, _ = await loop.create_datagram_endpoint(Echo, local_addr=(own_address(), 0))
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    async with relay(port, credentials(SECRET)) as transport:
        transport._TurnTransport__inner_protocol.receiver = Ear(heard)
        transport.sendto(b"abc", server.get_extra_info("sockname"))
        async with asyncio.timeout(10):
            assert await heard.get() == b"cba"
    server.close()


async def test_expired_and_invented_credentials_are_refused(port: int) -> None:
    long_ago = credentials(SECRET, now=time.time() - VALID_FOR.total_seconds() - 5)
    invented = credentials("another secret")
    later = credentials(SECRET)
    prolonged = {**long_ago, "username": later["username"]}
    for wrong in (long_ago, invented, prolonged):
        with pytest.raises(stun.TransactionFailed, match="401"):
            async with relay(port, wrong):
                pass


async def test_nothing_is_relayed_into_a_special_range_in_any_form(port: int) -> None:
    plain = [str(end) for network in NETWORKS if network.version == 4 for end in (network[0], network[-1])]
    newer = [str(end) for network in NETWORKS if network.version == 6 for end in (network[0], network[-1])]
    # An ordinary address as well: there is no reason to write one so.
    mapped = [f"::ffff:{address}" for address in [*plain, "8.8.8.8", own_address()]]
    async with relay(port, credentials(SECRET)) as transport:
        assert {address: await answer_about(transport, address) for address in plain} == dict.fromkeys(plain, FORBIDDEN)
        for address in [*newer, *mapped]:
            assert await answer_about(transport, address) in {FORBIDDEN, OTHER_FAMILY}, address


async def test_loopback_is_refused_though_the_relay_stands_there(port: int) -> None:
    async with relay(port, credentials(SECRET)) as transport:
        assert await answer_about(transport, "127.0.0.1") == FORBIDDEN
        assert await answer_about(transport, own_address()) == 0


def test_each_special_range_is_denied_in_ipv4_ipv6_and_mapped_form() -> None:
    lines = configuration(TurnPlace(3478, SECRET)).splitlines()
    for network in NETWORKS:
        assert f"denied-peer-ip={network[0]}-{network[-1]}" in lines
    assert f"denied-peer-ip={MAPPED}" in lines
    assert len(denied_ranges()) == len(NETWORKS) + 1
    for own in ("10.9.9.9", "172.31.0.1", "192.168.7.7", "169.254.169.254", "100.64.0.1", "127.0.0.53", "fd00::1"):
        assert any(ip_address(own) in network for network in NETWORKS), own


def test_credentials_name_nobody_and_last_for_a_meeting() -> None:
    one, other = credentials(SECRET, now=1000), credentials(SECRET, now=1000)
    assert one != other
    assert one["username"].startswith(f"{1000 + int(VALID_FOR.total_seconds())}:")


def test_browsers_are_told_of_a_relay_only_where_there_is_one() -> None:
    assert ice_servers([], SECRET) == []
    assert ice_servers(["turn:relay.example"], "") == []
    told = ice_servers(["turn:relay.example:3478?transport=udp"], SECRET)
    assert set(told[0]) == {"urls", "username", "credential"}
    assert port_of("turn:relay.example:444?transport=udp") == 444
    assert port_of("turns:relay.example") == 3478
