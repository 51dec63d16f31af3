"""What is decided reaches open pages within two seconds."""

import pytest

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import Room
from apps.messaging.services.rooms import chat_room
from apps.moderation.services import actions, calming
from tests.groups.factories import membership_of
from tests.live import AT_ONCE, LiveApp
from tests.messaging.tabs import cookie_of, open_tab
from tests.moderation.factories import access_of, tomorrow, why


@pytest.fixture
def room(live_app: LiveApp, group: Group) -> Room:
    return chat_room(group)


def test_suspended_and_banned_hear_nothing_more_and_a_resting_room_says_so(
    live_app: LiveApp, room: Room, group: Group, mo: User, bob: User, carol: User, alice: User
) -> None:
    url = live_app.socket_url
    with (
        open_tab(url, cookie_of(bob)) as his,
        open_tab(url, cookie_of(carol)) as hers,
        open_tab(url, cookie_of(alice)) as owns,
    ):
        for tab in (his, hers, owns):
            tab.open(room.public_id)
        calming.lock(access_of(mo, group), room, until=tomorrow(), why=why())
        told = his.until("room.writing", seconds=AT_ONCE)
        actions.suspend_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
        actions.ban_member(access_of(mo, group), membership_of(carol, group), until=None, why=why())
        codes = his.close_code(seconds=AT_ONCE), hers.close_code(seconds=AT_ONCE)
        owns.say(room.public_id, "It goes on.")
        owns.until("message.changed")
    assert (told["may_write"], told["code"], "rests until" in told["detail"]) == (False, "room_locked", True)
    assert codes == (4403, 4403)
    assert not any(frame.get("body") == "It goes on." for frame in (*his.frames, *hers.frames))
