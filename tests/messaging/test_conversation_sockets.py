"""A conversation of two over real sockets: who hears it, and what a block or a removal does to an open page."""

from apps.accounts.models import User
from apps.groups.models import EndKind, Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member, unblock_member
from apps.groups.services.memberships import end_membership
from apps.messaging.models import Room
from apps.messaging.services.conversations import accept, decline
from tests.groups.factories import membership_of
from tests.live import AT_ONCE, LiveApp
from tests.messaging.conversing import asked, talking
from tests.messaging.tabs import Tab, cookie_of, open_tab


def assert_nothing_waits(tab: Tab) -> None:
    """Fail if the socket was sent anything: an answer to a ping comes after it."""
    tab.send(type="ping")
    assert tab.next() == {"type": "pong"}


def test_two_talk_and_nobody_else_hears(
    live_app: LiveApp, group: Group, bob: User, carol: User, mo: User, alice: User, eve: User
) -> None:
    room = talking(bob, carol, group).public_id
    url = live_app.socket_url
    with open_tab(url, cookie_of(bob)) as his, open_tab(url, cookie_of(carol)) as hers:
        his.open(room)
        hers.open(room)
        his.say(room, "For you alone")
        assert hers.until("message.changed")["body"] == "For you alone"
        for stranger in (mo, alice, eve):
            with open_tab(url, cookie_of(stranger)) as tab:
                tab.send(type="room.open", room=room)
                refused = tab.next()
                tab.send(type="room.open", room="aaaaaaaaaaaa")
                unknown = tab.next()
                assert refused | {"room": ""} == unknown | {"room": ""}
                assert refused["code"] == "not_found"
                tab.say(room, "Let me in")
                assert tab.until("error")["code"] == "not_found"


def test_a_yes_opens_the_composer_at_once(live_app: LiveApp, group: Group, bob: User, carol: User) -> None:
    room = asked(bob, carol, group).room.public_id
    with open_tab(live_app.socket_url, cookie_of(bob)) as his:
        opened = his.open(room)
        assert (opened["may_write"], opened["code"]) == (False, "unanswered")
        accept(read_access(carol, group), room)
        assert his.until("room.writing", seconds=AT_ONCE)["may_write"] is True
        his.say(room, "Thank you")
        his.until("message.sent")


def test_a_request_put_away_sends_the_asker_nothing(live_app: LiveApp, group: Group, bob: User, carol: User) -> None:
    room = asked(bob, carol, group).room.public_id
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        before = his.open(room)
        hers.open(room)
        decline(read_access(carol, group), room)
        block_member(read_access(carol, group), membership_of(bob, group))
        # Hers has heard of the block, so his would have.
        assert hers.until("room.resync", seconds=AT_ONCE)["from_start"] is True
        assert_nothing_waits(his)
        his.say(room, "Hello?")
        assert his.next()["code"] == "unanswered"
    with open_tab(live_app.socket_url, cookie_of(bob)) as his:
        assert his.open(room) == before


def test_a_block_closes_one_side_and_is_not_noticed_on_the_other(
    live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    room = talking(bob, carol, group).public_id
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        his.open(room)
        hers.open(room)
        block_member(read_access(carol, group), membership_of(bob, group))
        closed = hers.until("room.writing", seconds=AT_ONCE)
        assert (closed["may_write"], closed["code"]) == (False, "unmet")
        assert hers.until("room.resync", seconds=AT_ONCE)["from_start"] is True
        assert_nothing_waits(his)
        his.say(room, "Unheard")
        assert {his.next()["type"], his.next()["type"]} == {"message.sent", "message.changed"}
        assert hers.next() == {"type": "room.advanced", "room": room, "change": 2}
        hers.say(room, "And yet")
        assert hers.until("error")["code"] == "unmet"
        assert_nothing_waits(his)
        with open_tab(live_app.socket_url, cookie_of(carol)) as later:
            later.open(room, after=0)
            assert [frame["number"] for frame in later.frames if frame["type"] == "message.changed"] == [1]
        unblock_member(read_access(carol, group), membership_of(bob, group))
        assert hers.until("room.writing", seconds=AT_ONCE)["may_write"] is True


def test_a_block_holds_in_the_chat_at_once_and_unnoticed(
    live_app: LiveApp, group: Group, room: Room, bob: User, carol: User, mo: User
) -> None:
    chat = room.public_id
    url = live_app.socket_url
    with (
        open_tab(url, cookie_of(bob)) as his,
        open_tab(url, cookie_of(carol)) as hers,
        open_tab(url, cookie_of(mo)) as m,
    ):
        for tab in (his, hers, m):
            tab.open(chat)
        block_member(read_access(carol, group), membership_of(bob, group))
        assert hers.until("room.resync", seconds=AT_ONCE)["from_start"] is True
        assert_nothing_waits(his)
        hers.say(chat, "Not for him")
        assert his.next() == {"type": "room.advanced", "room": chat, "change": 1}
        assert m.until("message.changed")["body"] == "Not for him"
        his.say(chat, "Not for her")
        assert m.until("message.changed")["body"] == "Not for her"
        assert hers.until("room.advanced")["change"] == 2


def test_whoever_is_removed_hears_nothing_more(live_app: LiveApp, group: Group, bob: User, carol: User) -> None:
    room = talking(bob, carol, group).public_id
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        his.open(room)
        hers.open(room)
        end_membership(membership_of(bob, group), EndKind.REMOVED)
        assert his.close_code(seconds=AT_ONCE) == 4403
        # The other one is told nothing: whether somebody left, was removed or does not meet them looks alike.
        hers.say(room, "Are you there?")
        assert {hers.next()["type"], hers.next()["type"]} == {"message.sent", "message.changed"}


def test_a_way_to_be_reached_is_asked_about_on_the_socket(
    live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    room = talking(bob, carol, group).public_id
    with open_tab(live_app.socket_url, cookie_of(bob)) as his:
        his.open(room)
        client_id = his.say(room, "07700 900123")
        asked_about = his.until("error")
        assert (asked_about["code"], asked_about["client_id"]) == ("contact_details", client_id)
        his.say(room, "07700 900123", client_id=client_id, confirmed=True)
        assert his.until("message.sent")["client_id"] == client_id
