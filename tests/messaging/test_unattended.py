"""What holds in a group's rooms while nobody is on duty: by itself, visibly, and for those who look after it never."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.core.realtime import tell_user
from apps.groups.models import Group
from apps.groups.permissions import Permission
from apps.groups.services.access import read_access
from apps.messaging.models import Message, Room
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.pulse import read_pulse
from apps.messaging.services.rooms import wall_room
from tests.live import LiveApp
from tests.messaging.tabs import Frame, cookie_of, open_tab

LINKS = "http://a.example http://b.example http://c.example"


def nobody_is_here(group: Group, mode: str, *, again: bool = True) -> None:
    now = timezone.now()
    ahead = [now + timedelta(hours=3), now + timedelta(hours=5)] if again else []
    gone = [now - timedelta(hours=2), now - timedelta(seconds=1)]
    Group.objects.filter(pk=group.pk).update(unattended=mode, attended=[*gone, *ahead])
    group.refresh_from_db()


def says(words: str, frame: Frame) -> bool:
    return words in frame["duty"]


def said(user: User, room: Room, body: str) -> str:
    try:
        return post_message(Draft(user.pk, room.public_id, body[:20], body)).message.state
    except DomainError as error:
        return error.code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "plain", "links"),
    [
        ("stricter", "visible", "too_many_links"),
        ("held", "held", "held"),
        ("read_only", "unattended", "unattended"),
        ("closed", "not_found", "not_found"),
    ],
)
def test_the_groups_choice_holds_for_members_and_ends_with_the_next_shift(
    mode: str, plain: str, links: str, group: Group, room: Room, bob: User, mo: User
) -> None:
    nobody_is_here(group, mode)
    assert [said(bob, room, "Still awake"), said(bob, room, LINKS)] == [plain, links]
    assert said(bob, wall_room(group), "On the wall") == plain
    assert said(mo, room, LINKS) == "visible"

    now = timezone.now()
    Group.objects.update(attended=[now - timedelta(hours=1), now + timedelta(hours=1)])
    assert said(bob, room, f"Later: {LINKS}") == "visible"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("stricter", "The room is open, at a calmer pace. Somebody is here again "),
        ("held", "is shown when somebody has looked at it. Somebody is here again "),
        ("read_only", "so nobody writes here until "),
        ("closed", "The room opens again "),
    ],
)
def test_pages_say_what_holds_and_until_when(
    mode: str, words: str, group: Group, room: Room, bob: User, client: Client
) -> None:
    nobody_is_here(group, mode)
    client.force_login(bob)
    page = client.get(f"/groups/{group.public_id}/chat/")
    assert page.status_code == 200
    assert words in page.content.decode()
    assert ('name="body"' in page.content.decode()) == (mode != "closed")


@pytest.mark.django_db
def test_a_closed_room_is_nowhere_and_a_page_that_waits_notices_its_opening(
    group: Group, room: Room, bob: User, client: Client
) -> None:
    said(bob, room, "Midnight words")
    nobody_is_here(group, "closed", again=False)
    client.force_login(bob)
    base = f"/groups/{group.public_id}/"
    for page in (f"{base}chat/", f"{base}wall/", f"{base}search/?q=midnight"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "Midnight words" not in shown.content.decode()
    assert client.get(f"/rooms/{room.public_id}/messages/").status_code == 404
    assert read_access(bob, group).can(Permission.ATTEND_MEETING)
    assert "HX-Refresh" not in client.get(f"{base}chat/?rests").headers
    Group.objects.update(unattended="held")
    assert client.get(f"{base}chat/?rests")["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_a_group_that_never_named_hours_is_as_ever_unless_it_chose(group: Group, room: Room, bob: User) -> None:
    assert said(bob, room, LINKS) == "visible"
    Group.objects.update(unattended="read_only")
    assert said(bob, room, "And now") == "unattended"
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_the_heartbeat_finds_a_change_of_mode(group: Group, room: Room, bob: User) -> None:
    pair = (bob.pk, room.public_id)
    before = read_pulse([room.public_id], [pair], []).views[pair]
    nobody_is_here(group, "read_only")
    after = read_pulse([room.public_id], [pair], []).views[pair]
    assert before.refusal is None
    assert after.refusal
    assert after.refusal.code == "unattended"
    assert after.is_told_otherwise(before)
    nobody_is_here(group, "closed")
    assert pair not in read_pulse([room.public_id], [pair], []).views


def test_open_pages_are_told(live_app: LiveApp, group: Group, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        assert tab.open(room.public_id)["duty"] == ""
        for mode, may_write, words in [("held", True, "has looked at it"), ("read_only", False, "Members can read")]:
            nobody_is_here(group, mode)
            tell_user(bob.pk, "access.changed", group=group.public_id)
            told = tab.until("room.writing", seconds=30, where=partial(says, words))
            assert told["may_write"] is may_write
        nobody_is_here(group, "closed")
        tell_user(bob.pk, "access.changed", group=group.public_id)
        assert tab.close_code(seconds=30) == 4403
