"""A meeting in real browsers with fake cameras: who comes in, is heard and seen, is muted, is sent out."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from apps.accounts.models import SiteSettings, User
from apps.groups.models import Block, Group
from apps.meetings.models import Format, Meeting, Seat
from tests.e2e.conftest import AT_ONCE, OpenProfile, signed_in
from tests.e2e.lossy import LossyNetwork
from tests.groups.factories import membership_of
from tests.live import LiveApp, wait_until
from tests.meetings.factories import make_meeting, make_series

pytestmark = pytest.mark.browser(media=True)

type ComeIn = Callable[[User], Page]

# What the browser itself counts, by direction and kind.
COUNTS = """
async () => {
  const { media } = document.querySelector("meeting-room").room;
  const counts = { decoded: 0, audio: 0, video: 0, candidates: [] };
  for (const connection of [media.publisher, media.subscriber].filter(Boolean)) {
    (await connection.getStats()).forEach((report) => {
      if (report.type === "inbound-rtp") {
        counts[report.kind] += report.packetsReceived;
        counts.decoded += report.framesDecoded ?? 0;
      }
      if (report.type === "remote-candidate") counts.candidates.push(`${report.address}:${report.port}`);
      if (report.type === "local-candidate") (counts.own ??= []).push(report.port);
    });
  }
  return counts;
}
"""


@pytest.fixture
def meeting(live_app: LiveApp, group: Group) -> Meeting:
    live_app.start("media")
    return make_meeting(group, starts_in=timedelta(minutes=5), series=make_series(group, format=Format.VIDEO))


@pytest.fixture
def come_in(open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting) -> ComeIn:
    """Agree at the door and go on; a host is in the room then, anybody else at the door."""
    return lambda user: _come_in(signed_in(open_profile, live_app, user), meeting)


def _come_in(page: Page, meeting: Meeting) -> Page:
    page.goto(f"/meetings/{meeting.public_id}/room/")
    page.get_by_label("I agree to this for this meeting").check()
    page.get_by_role("button", name="the room").or_(page.get_by_role("button", name="Go to the door")).click()
    return page


def let_in(host: Page, alias: str) -> None:
    host.get_by_role("button", name=f"Let in: {alias}").click()


def switch_on(page: Page) -> None:
    page.get_by_role("button", name="Muted").click()
    expect(page.get_by_role("button", name="Speaking")).to_be_visible()
    page.get_by_role("button", name="No picture").click()
    expect(page.locator("[data-control=camera][aria-pressed=true]")).to_be_visible()


def counts(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate(COUNTS)
    return found


def wait_for_media(page: Page) -> None:
    wait_until(lambda: (now := counts(page))["audio"] > 5 and now["decoded"] > 5, what="sound and pictures arrive")


def test_two_people_hear_and_see_each_other(come_in: ComeIn, meeting: Meeting, alice: User, bob: User) -> None:
    host = come_in(alice)
    expect(host.get_by_text("You are hosting alone")).to_be_visible()
    member = come_in(bob)
    expect(member.get_by_role("heading", name="You are at the door")).to_be_visible()
    expect(member.get_by_text("A host knows that you are here")).to_be_visible()

    let_in(host, "Bramble")
    expect(member.get_by_text("Two people in the room. Nothing is recorded.")).to_be_visible()
    switch_on(host)
    switch_on(member)
    wait_for_media(host)
    wait_for_media(member)

    ports = {port for page in (host, member) for port in page.evaluate(COUNTS)["own"]}
    told = {candidate.rsplit(":", 1)[1] for page in (host, member) for candidate in page.evaluate(COUNTS)["candidates"]}
    assert told
    assert not told & {str(port) for port in ports}
    expect(host.locator(".tile video:visible")).to_have_count(2)


def test_muting_stops_the_sound_and_a_late_comer_sees_the_picture(
    come_in: ComeIn, meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    host = come_in(alice)
    member = come_in(bob)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()
    switch_on(member)
    wait_for_media(host)

    late = come_in(carol)
    let_in(host, "Clover")
    wait_for_media(late)

    host.get_by_label("What a host can do: Bramble").filter(visible=True).click()
    host.get_by_role("button", name="Mute", exact=True).filter(visible=True).click()
    expect(member.get_by_role("button", name="Muted")).to_be_visible()
    expect(member.get_by_role("button", name="No picture")).to_be_visible()
    still = counts(host)
    time.sleep(1)
    assert counts(host)["audio"] <= still["audio"] + 2
    assert member.evaluate("document.querySelector('meeting-room').room.own.isOn('audio')") is False


def test_whoever_is_sent_out_is_out_at_once_and_stays_out(
    come_in: ComeIn, meeting: Meeting, alice: User, bob: User
) -> None:
    host = come_in(alice)
    member = come_in(bob)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()
    switch_on(member)
    switch_on(host)
    wait_for_media(member)

    host.on("dialog", lambda dialog: dialog.accept())
    host.get_by_label("What a host can do: Bramble").filter(visible=True).click()
    host.get_by_role("button", name="Send out").filter(visible=True).click()
    expect(member.get_by_text("You are no longer in this meeting.")).to_be_visible(timeout=AT_ONCE)
    still = counts(host)
    time.sleep(1)
    assert counts(host)["audio"] == still["audio"] or counts(host)["audio"] == 0

    answer = member.goto(f"/meetings/{meeting.public_id}/room/")
    assert answer
    assert answer.status == 403


def test_a_member_removed_from_the_group_leaves_the_meeting_at_once(
    come_in: ComeIn, meeting: Meeting, group: Group, alice: User, bob: User
) -> None:
    host = come_in(alice)
    member = come_in(bob)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()

    membership = membership_of(bob, group)
    membership.ended_at = membership.joined_at
    membership.save()

    # Nobody told the sockets: they look for themselves.
    expect(member.get_by_text("You are no longer in this meeting.")).to_be_visible(timeout=AT_ONCE)
    expect(host.get_by_text("One person in the room.")).to_be_visible()


@pytest.fixture
def network() -> Iterator[LossyNetwork]:
    lossy = LossyNetwork()
    yield lossy
    lossy.close()


# What a connection does whose way is gone: nothing, without a word of it.
DEAFENED = """
const sockets = [];
const Socket = WebSocket;
window.WebSocket = class extends Socket {
  constructor(...given) { super(...given); sockets.push(this); }
  send(data) { if (!this.isDeaf) super.send(data); }
  addEventListener(type, listener) { super.addEventListener(type, (event) => this.isDeaf || listener(event)); }
};
window.deafen = () => sockets.forEach((socket) => { socket.isDeaf = true; });
"""
# The look that the page takes every five seconds, as soon as there is enough to look at.
LOOK = """
async () => {
  const { media, parts } = document.querySelector("meeting-room").room;
  const light = parts.find((part) => "look" in part);
  const before = light.received ?? 0;
  while ((await media.losses()).received < before + 60) await new Promise((go) => setTimeout(go, 50));
  await light.look();
}
"""
# Within ten seconds where nothing else runs; most of them are the browser's own patience.
SOON = 60_000


def test_lost_words_are_told_of_and_whoever_is_left_by_their_network_comes_back_by_themselves(
    open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting, network: LossyNetwork, alice: User, bob: User
) -> None:
    host, member = signed_in(open_profile, live_app, alice), signed_in(open_profile, live_app, bob)
    host.add_init_script(DEAFENED)
    network.lead(member)
    _come_in(host, meeting)
    _come_in(member, meeting)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()
    for page in (host, member):
        switch_on(page)
    wait_for_media(member)

    network.loss = 0.3
    wait_until(lambda: (member.evaluate(LOOK), offers_sound_alone(member))[1], seconds=30, what="the offer")
    member.get_by_role("button", name="Not now").click()
    assert not offers_sound_alone(member)

    # The member's packets stop while their socket lives; the host's socket falls silent while their media lives.
    network.loss = 1
    host.evaluate("deafen()")
    expect(member.get_by_text("Sound and picture were interrupted.")).to_be_visible(timeout=SOON)
    network.loss = 0
    expect(host.get_by_text("You are connected again.")).to_be_visible(timeout=SOON)
    wait_until(lambda: counts(host)["audio"] > 5, seconds=30, what="the member is heard again, without doing anything")


def offers_sound_alone(page: Page) -> bool:
    return page.get_by_role("button", name="Go on without pictures").is_visible()


def test_a_block_in_the_room_takes_tile_and_packets_from_both_and_an_unblock_brings_them_back(
    come_in: ComeIn, meeting: Meeting, group: Group, alice: User, bob: User, carol: User
) -> None:
    host, his, hers = come_in(alice), come_in(bob), come_in(carol)
    for alias in ("Bramble", "Clover"):
        let_in(host, alias)
    for page in (his, hers):
        switch_on(page)
    for page in (host, his, hers):
        wait_for_media(page)

    block = Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    expect(his.locator(".tiles").get_by_text("Clover")).to_have_count(0, timeout=AT_ONCE)
    expect(hers.locator(".tiles").get_by_text("Bramble")).to_have_count(0, timeout=AT_ONCE)
    expect(host.locator(".tile video:visible")).to_have_count(2)
    wait_until(lambda: not heard(his) and not heard(hers), what="nothing of the other arrives")
    still, there = [counts(page) for page in (his, hers)], counts(host)
    wait_until(lambda: counts(host)["audio"] > there["audio"] + 20, what="the host hears on")
    assert [(now["audio"], now["video"]) for now in map(counts, (his, hers))] == [
        (before["audio"], before["video"]) for before in still
    ]

    block.delete()
    expect(his.locator(".tiles").get_by_text("Clover")).to_be_visible()
    for page, before in zip((his, hers), still, strict=True):
        wait_until(lambda p=page, b=before: counts(p)["decoded"] > b["decoded"] + 5, what="the picture is back")  # type: ignore[misc]
        expect(page.locator(".tile video:visible")).to_have_count(2)


def heard(page: Page) -> list[str]:
    """Return whose sound and picture this browser is offered, the host's aside: they send none."""
    found: list[str] = page.evaluate(
        "(() => { const { media, state } = document.querySelector('meeting-room').room;"
        " const host = state.people.find((one) => one.tile.includes('host'))?.id;"
        " return media.feeds.map((feed) => feed.person).filter((id) => id !== host) })()"
    )
    return found


def test_ending_the_meeting_sends_everybody_home(come_in: ComeIn, meeting: Meeting, alice: User, bob: User) -> None:
    host = come_in(alice)
    member = come_in(bob)
    let_in(host, "Bramble")
    host.on("dialog", lambda dialog: dialog.accept())
    host.get_by_role("button", name="End the meeting for everybody").click()

    for page in (host, member):
        expect(page.get_by_text("The meeting is over. Thank you for being there.")).to_be_visible()
    assert not Seat.objects.filter(state=Seat.State.ADMITTED).exists()


def test_the_device_check_stays_on_the_device(
    open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting, bob: User
) -> None:
    page = signed_in(open_profile, live_app, bob)
    page.goto(f"/meetings/{meeting.public_id}/room/")
    page.get_by_role("button", name="Try it").click()

    expect(page.locator("video.preview")).to_be_visible()
    wait_until(lambda: page.locator("[data-part=level]").evaluate("bar => bar.value") > 0, what="the bar moves")
    assert page.get_by_label("Microphone").locator("option").count() > 0
    assert page.evaluate("performance.getEntriesByType('resource').every((one) => !one.name.includes('/ws/'))")

    page.get_by_role("button", name="Stop trying").click()
    expect(page.locator("video.preview")).to_be_hidden()


# Asked in one breath: a moment later the page is another one.
LEAVE = """() => {
  const { audio, video } = document.querySelector("meeting-room").room.media.tracks;
  const before = [audio.readyState, video.readyState];
  document.querySelector("leave-now button").click();
  return [before, [audio.readyState, video.readyState]];
}"""


def test_leave_now_switches_camera_and_microphone_off_ends_the_session_and_takes_the_tile_from_others(
    come_in: ComeIn, live_app: LiveApp, meeting: Meeting, alice: User, bob: User
) -> None:
    # The one outside address a browser is ever sent to; here it is not left.
    SiteSettings.objects.update_or_create(pk=1, defaults={"leave_url": f"{live_app.url}/help/"})
    host, member = come_in(alice), come_in(bob)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()
    switch_on(member)
    expect(host.locator(".tiles").get_by_text("Bramble")).to_be_visible()
    key = next(one["value"] for one in member.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    assert Session.objects.filter(pk=key).exists()

    assert member.evaluate(LEAVE) == [["live", "live"], ["ended", "ended"]]

    expect(host.locator(".tiles").get_by_text("Bramble")).to_have_count(0, timeout=AT_ONCE)
    wait_until(lambda: not Session.objects.filter(pk=key).exists(), what="the session is gone")


def test_only_the_room_may_ask_for_camera_and_microphone(
    open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting, bob: User
) -> None:
    page = signed_in(open_profile, live_app, bob)
    room, start = page.goto(f"/meetings/{meeting.public_id}/room/"), page.goto("/")

    assert room
    assert start
    assert "camera=(self)" in room.headers["permissions-policy"]
    assert "camera=()" in start.headers["permissions-policy"]
