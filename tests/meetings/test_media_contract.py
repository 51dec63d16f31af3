"""What every media backend keeps, with real packets: the embedded forwarder and Janus pass the same tests."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from apps.meetings.media.base import MediaError, MediaUnavailable, Place
from apps.meetings.media.embedded import EmbeddedBackend
from apps.meetings.media.janus.backend import JanusBackend
from tests.live import AT_ONCE
from tests.meetings.media_peers import ROOM, SERVERS, Peer, Server, offers_of, own_address, packets_to, until


@pytest_asyncio.fixture(params=sorted(SERVERS))
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    """Each kind of media server in turn."""
    async with SERVERS[request.param](tmp_path) as one:
        yield one


async def test_each_hears_and_sees_the_other(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await two.send()

    await until(lambda: all(peer.frames.get(kind, 0) > 3 for peer in (one, two) for kind in ("audio", "video")))

    assert set(await server.backend.stats(ROOM)) == {"one", "two"}


async def test_everybody_is_told_addresses_of_the_server_alone(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 0)

    told = re.findall(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+)", "".join(one.offers + two.offers))
    ours = {
        str(candidate.port)
        for peer in (one, two)
        for connection in (peer.publisher, peer.subscriber)
        for transceiver in connection.getTransceivers()
        for candidate in transceiver.receiver.transport.transport.iceGatherer.getLocalCandidates()
    }
    assert {address for address, _ in told} <= {"127.0.0.1", own_address()}
    assert told
    assert not ours & {port for _, port in told}


async def test_everybody_enters_muted(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await until(lambda: "one video" in two.feeds and "two video" in one.feeds)
    await until(lambda: two.subscriber.connectionState == "connected")

    before = await one.packets_sent()
    while await one.packets_sent() < before + 20:  # noqa: ASYNC110 - packets set no event
        await asyncio.sleep(0.05)
    assert two.frames == {}


async def test_muting_stops_packets_and_unmuting_brings_them_back_decodable(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 3)

    await one.send(audio=False, video=False)
    await asyncio.sleep(0.2)  # What was under way arrives.
    before, sent = packets_to(two), await one.packets_sent()
    while await one.packets_sent() < sent + 20:  # noqa: ASYNC110 - packets set no event
        await asyncio.sleep(0.05)
    assert packets_to(two) <= before + 5  # Reports of the connection itself.

    seen = two.frames["video"]
    await one.send()
    await until(lambda: two.frames["video"] > seen + 3)


async def test_a_host_of_another_process_mutes_and_removes(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("audio", 0) > 3)
    hosts = server.new_backend()

    await hosts.mute(one.stay.place, audio=True, video=True)
    await asyncio.sleep(0.2)
    before, sent = packets_to(two), await one.packets_sent()
    while await one.packets_sent() < sent + 20:  # noqa: ASYNC110 - packets set no event
        await asyncio.sleep(0.05)
    assert packets_to(two) <= before + 5

    await hosts.remove(one.stay.place)
    await until(lambda: one.gone == ["removed"] and not two.feeds)
    await hosts.disconnect()


async def test_who_comes_late_sees_a_whole_picture(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 30)

    late = await server.peer("late")

    # The publisher's encoder makes no whole picture for minutes unless it is asked for one.
    await until(lambda: late.frames.get("video", 0) > 0)


async def test_removal_ends_media_at_once(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await two.send()
    await until(lambda: two.frames.get("audio", 0) > 3 and one.frames.get("audio", 0) > 3)

    started = time.monotonic()
    await server.backend.remove(Place(ROOM, "one"))
    await until(lambda: one.gone == ["removed"] and not two.feeds, seconds=AT_ONCE)
    await until(lambda: one.publisher.connectionState in {"closed", "failed"}, seconds=AT_ONCE)
    assert time.monotonic() - started < AT_ONCE
    before = packets_to(one)
    await asyncio.sleep(0.5)
    assert packets_to(one) <= before + 5
    assert set(await server.backend.stats(ROOM)) == {"two"}


async def test_closing_a_room_ends_everybodys_media(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")

    await server.backend.close(ROOM)

    await until(lambda: one.gone == ["closed"] and two.gone == ["closed"], seconds=AT_ONCE)
    assert await server.backend.stats(ROOM) == {}


async def test_a_place_that_was_left_is_given_to_the_next(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await until(lambda: "two audio" in one.feeds)
    mids = set(one.feeds.values())
    await server.backend.leave(two.stay)
    await until(lambda: not one.feeds)

    three = await server.peer("three")
    await three.send()

    await until(lambda: "three video" in one.feeds and one.frames.get("video", 0) > 0)
    assert set(one.feeds.values()) == mids


async def test_a_second_stay_of_a_person_ends_the_first(server: Server) -> None:
    first = await server.peer("one")
    second = await server.peer("one")

    await until(lambda: first.gone == ["replaced"])
    assert second.gone == []


async def test_a_second_stay_from_another_process_ends_the_first(server: Server) -> None:
    first = await server.peer("one")
    two = await server.peer("two")
    other = server.new_backend()

    second = await server.peer("one", backend=other)
    await second.send()

    await until(lambda: len(first.gone) == 1 and two.frames.get("audio", 0) > 3)
    assert second.gone == []
    await other.disconnect()


async def test_people_hidden_from_each_other_exchange_nothing(server: Server) -> None:
    one = await server.peer("one", hidden=frozenset({"two"}))
    two, three = await server.peer("two"), await server.peer("three")
    await one.send()

    await until(lambda: three.frames.get("audio", 0) > 3)
    assert "two audio" not in one.feeds
    assert "one audio" not in two.feeds


async def test_a_block_made_in_the_room_stops_packets_for_both_at_once_and_for_nobody_else(server: Server) -> None:
    one, two, three = await server.peer("one"), await server.peer("two"), await server.peer("three")
    await one.send()
    await two.send(video=False)
    flows = [(two, "video"), (three, "video"), (one, "audio"), (three, "audio")]
    await until(lambda: all(peer.frames.get(kind, 0) > 3 for peer, kind in flows))
    offers, seen = len(three.offers), dict(three.frames)

    await server.backend.hide(one.stay, frozenset({"two"}))
    await asyncio.sleep(0.2)  # What was under way arrives.
    before = packets_to(one), packets_to(two)
    await asyncio.sleep(0.5)
    # Reports of the connection itself aside; sound alone would be 25.
    assert all(packets_to(peer) <= count + 5 for peer, count in zip((one, two), before, strict=True))
    await until(lambda: "two audio" not in one.feeds and "one audio" not in two.feeds, seconds=AT_ONCE)

    await until(lambda: all(three.frames[kind] > seen[kind] + 3 for kind in ("audio", "video")))
    assert len(three.offers) == offers
    assert {"one video", "two audio"} <= set(three.feeds)


async def test_a_block_reaches_whoever_is_served_by_another_process(server: Server) -> None:
    other = server.new_backend()
    one, two = await server.peer("one"), await server.peer("two", backend=other)
    await one.send()
    await until(lambda: two.frames.get("audio", 0) > 3)

    await server.backend.hide(one.stay, frozenset({"two"}))

    await until(lambda: not one.feeds and not two.feeds, seconds=AT_ONCE)
    await other.disconnect()


async def test_whoever_asks_for_no_pictures_gets_sound_alone_and_nobody_else_notices(server: Server) -> None:
    one, two, three = await server.peer("one"), await server.peer("two"), await server.peer("three")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 3 and three.frames.get("video", 0) > 3)
    offers = len(three.offers)

    await server.backend.lighten(two.stay, is_light=True)
    await until(lambda: "one video" not in two.feeds)
    heard = two.frames["audio"]
    await until(lambda: two.frames["audio"] > heard + 3)
    assert len(three.offers) == offers

    seen = two.frames["video"]
    await server.backend.lighten(two.stay, is_light=False)
    await until(lambda: two.frames["video"] > seen + 3)


async def test_an_answer_on_its_way_brings_back_nobody_who_was_blocked_meanwhile(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 3)
    # The third one's coming is offered; whoever never answers gets nothing by that either.
    two.tasks[0].cancel()
    await server.peer("three")

    offers = await offers_of(two)
    await server.backend.hide(one.stay, frozenset({"two"}))
    await asyncio.sleep(0.2)  # What was under way arrives.
    before = packets_to(two)
    version = max(event.version for event in offers)
    await server.backend.answer(two.stay, two.subscriber.localDescription.sdp, version=version)
    await asyncio.sleep(0.5)

    assert packets_to(two) <= before + 5


async def test_an_unblock_in_the_room_brings_sound_and_picture_back(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await two.send()
    await until(lambda: all(peer.frames.get("video", 0) > 3 for peer in (one, two)))
    await server.backend.hide(one.stay, frozenset({"two"}))
    await until(lambda: not one.feeds and not two.feeds)

    await server.backend.hide(one.stay, frozenset())
    seen = {peer.name: dict(peer.frames) for peer in (one, two)}

    await until(lambda: all(peer.frames[k] > seen[peer.name][k] + 3 for peer in (one, two) for k in ("audio", "video")))


async def test_no_more_people_and_pictures_than_it_carries(server: Server) -> None:
    peers = [await server.peer(name) for name in ("one", "two", "three")]
    for peer in peers[:2]:
        await peer.send()
    # Carried, be they decoded or not: aiortc asks for no whole picture when it came too late for one, as browsers do.
    await until(lambda: packets_to(peers[2]) > 50)
    with pytest.raises(MediaError, match="too_many_pictures"):
        await peers[2].send()
    with pytest.raises(MediaError, match="room_full"):
        await server.peer("four")


async def test_what_a_web_process_joined_ends_with_it(server: Server) -> None:
    other = server.new_backend()
    two = await server.peer("two")
    one = await Peer(other, "one").enter()
    await until(lambda: "one audio" in two.feeds)

    await other.disconnect()

    await until(lambda: not two.feeds, seconds=AT_ONCE)
    await one.close()


async def test_what_no_browser_says_is_refused_and_breaks_nothing(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    for sdp in ("", "v=0", "x" * 70_000, "m=application 9 UDP/DTLS/SCTP x\r\n"):
        with pytest.raises(MediaError, match="bad_description"):
            await server.backend.publish(one.stay, sdp)
    await two.send()
    await until(lambda: one.frames.get("audio", 0) > 3)


async def test_where_no_server_answers_joining_says_so() -> None:
    for backend in (EmbeddedBackend("http://127.0.0.1:9", "s" * 20), JanusBackend("http://127.0.0.1:9", "s" * 20)):
        with pytest.raises(MediaUnavailable):
            await backend.stats(ROOM)
