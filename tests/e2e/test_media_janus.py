"""Two people in real browsers whose sound and pictures go through Janus, and through the relay before it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.meetings.media.turn import port_of
from apps.meetings.models import Meeting
from devkit.children import free_port, is_listening, start_child, stop_child
from devkit.turn import turn_program
from tests.e2e.conftest import OpenProfile, signed_in
from tests.e2e.test_media import COUNTS, ComeIn, _come_in, come_in, counts, let_in, meeting, switch_on
from tests.live import LiveApp, wait_until
from tests.meetings.media_peers import own_address

pytestmark = pytest.mark.browser(media=True)
__all__ = ["come_in", "meeting"]  # Fixtures, of which pytest knows by their being here.

# A browser that reaches nothing but the relay, as behind a strict firewall.
RELAY_ALONE = """
const Connection = RTCPeerConnection;
window.RTCPeerConnection = class extends Connection {
  constructor(options) { super({ ...options, iceTransportPolicy: "relay" }); }
};
"""


def wait_for_media(page: Page) -> None:
    wait_until(
        lambda: (now := counts(page))["audio"] > 5 and now["decoded"] > 5, seconds=60, what="sound and pictures arrive"
    )


@pytest.fixture(scope="module")
def janus_processes(
    live_database: str, live_processes: LiveApp, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveApp]:
    """The application with Janus and a relay."""
    port, folder = free_port(), tmp_path_factory.mktemp("janus")
    environment = live_processes.environment | {
        "SITE_URL": f"http://localhost:{port}",
        "MEDIA_BACKEND": "janus",
        "MEDIA_SERVER_URL": f"http://127.0.0.1:{free_port()}",
        "TURN_URL": f"turn:127.0.0.1:{free_port()}?transport=udp",
        "TURN_SECRET": "test-only-turn-" + "t" * 40,
    }
    relay = start_child(turn_program(environment, folder / "relay"))
    app = LiveApp(port, environment, folder)
    wait_until(lambda: is_listening(port_of(environment["TURN_URL"])), seconds=30, what="the relay answers")
    yield app
    app.stop()
    stop_child(relay)


@pytest.fixture
def live_app(janus_processes: LiveApp, live_db: None) -> LiveApp:
    """In the place of the application without Janus."""
    janus_processes.start("web")
    janus_processes.begin_logs()
    return janus_processes


def test_two_people_meet_through_janus_and_hear_nothing_of_each_others_addresses(
    live_app: LiveApp, come_in: ComeIn, meeting: Meeting, alice: User, bob: User
) -> None:
    host, member = come_in(alice), come_in(bob)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()
    for page in (host, member):
        switch_on(page)
    for page in (host, member):
        wait_for_media(page)

    told = {candidate.rsplit(":", 1)[0] for page in (host, member) for candidate in page.evaluate(COUNTS)["candidates"]}
    assert told == {own_address()}

    host.get_by_label("What a host can do: Bramble").filter(visible=True).click()
    host.get_by_role("button", name="Mute", exact=True).filter(visible=True).click()
    expect(member.get_by_role("button", name="Muted")).to_be_visible()
    still = counts(host)
    there = counts(member)
    wait_until(lambda: counts(member)["audio"] > there["audio"] + 40, seconds=30, what="a while passes")
    assert counts(host)["audio"] <= still["audio"] + 2

    live_app.kill("media")
    expect(host.get_by_text("Sound and picture were interrupted.")).to_be_visible()
    live_app.start("media")
    wait_until(lambda: 0 < counts(member)["decoded"] < 500, seconds=30, what="the host is seen again")

    host.on("dialog", lambda dialog: dialog.accept())
    host.get_by_role("button", name="Send out").filter(visible=True).click()
    expect(member.get_by_text("You are no longer in this meeting.")).to_be_visible()
    again = member.goto(f"/meetings/{meeting.public_id}/room/")
    assert again
    assert again.status == 403


def test_whoever_reaches_the_relay_alone_is_heard_and_seen(
    open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting, alice: User, bob: User
) -> None:
    host, member = signed_in(open_profile, live_app, alice), signed_in(open_profile, live_app, bob)
    for page in (host, member):
        page.add_init_script(RELAY_ALONE)
        _come_in(page, meeting)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()
    for page in (host, member):
        switch_on(page)
    for page in (host, member):
        wait_for_media(page)
