"""Calling on somebody by alias: who is meant, who may look whom up, and what a block makes of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, EndKind, Group, Membership
from apps.groups.rules.aliases import fold
from apps.groups.services.access import read_access
from apps.groups.services.memberships import end_membership
from apps.groups.services.own_membership import change_alias
from apps.messaging.models import Mention, Message, Room
from apps.messaging.rules.markup import to_html
from apps.messaging.rules.mentions import MOST_MENTIONS, calls_in
from apps.messaging.rules.parties import Mentioned
from apps.messaging.services.mentions import renew_mentions
from apps.messaging.services.posting import Draft, post_message
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab

JSON = {"Accept": "application/json"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(user: User, room: Room, body: str) -> Message:
    return post_message(Draft(user.pk, room.public_id, f"c{Message.objects.count()}", body)).message


def called(message: Message) -> list[str]:
    return list(message.mentions.order_by("pk").values_list("membership__alias", flat=True))


def shown_to(user: User, room: Room) -> str:
    page = signed_in(user).get(f"/rooms/{room.public_id}/messages/", headers=JSON).json()
    return str(page["messages"][-1]["html"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Slow River, hello", ["Slow River"]),
        ("@slow river's tea", ["slow river"]),
        ("@Slow Riverbed", ["Slow"]),
        ("@Slow\nRiver", ["Slow"]),
        ("(@Slow)", ["Slow"]),
        ("a@Slow River", []),
        ("@ Slow River", []),
        ("@Somebody", []),
        ("@Slow River @Slow", ["Slow River", "Slow"]),
        ("@Sl0w R1ver", ["Sl0w R1ver"]),
        ("@" * 500, []),
    ],
)
def test_longest_alias_is_meant(text: str, expected: list[str]) -> None:
    assert [call.alias for call in calls_in(text, {fold("Slow"), fold("Slow River")})] == expected


def test_mention_is_a_row_and_a_span_with_the_present_alias(bob: User, carol: User, room: Room, group: Group) -> None:
    message = say(bob, room, "Thank you, @clover. And *@Clover* once more.")
    assert called(message) == ["Clover"]
    hers = membership_of(carol, group)
    assert shown_to(bob, room).count(f'<span class="mention" data-member="{hers.public_id}">@Clover</span>') == 2
    change_alias(read_access(carol, group), "Nightbus")
    assert f'data-member="{hers.public_id}">@Nightbus</span>' in shown_to(bob, room)
    assert (
        "@clover"
        in signed_in(bob).get(f"/rooms/{room.public_id}/messages/", headers=JSON).json()["messages"][-1]["body"]
    )


@pytest.mark.parametrize(
    "body", ["`@Clover`", "https://x.example/@Clover", "a@Clover", "@Bramble", "@Otter", "@Nobody"]
)
def test_what_calls_on_nobody(bob: User, carol: User, eve: User, room: Room, body: str) -> None:
    assert called(say(bob, room, body)) == []


def test_whoever_has_left_or_is_blocked_either_way_is_just_text(
    bob: User, carol: User, alice: User, mo: User, room: Room, group: Group
) -> None:
    end_membership(membership_of(alice, group), EndKind.LEFT)
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    Block.objects.create(blocker=membership_of(mo, group), blocked=membership_of(bob, group))
    message = say(bob, room, "@Heron @Clover @Saltmarsh")
    assert called(message) == []
    assert "mention" not in shown_to(bob, room)


def test_mention_of_somebody_whom_the_reader_does_not_meet_is_just_text(
    bob: User, carol: User, group: Group, room: Room
) -> None:
    dan = make_user("dan")
    make_membership(dan, group, "Kettle")
    Block.objects.create(blocker=membership_of(dan, group), blocked=membership_of(carol, group))
    say(bob, room, "@Clover and @Kettle")
    seen = shown_to(carol, room)
    assert membership_of(dan, group).public_id not in seen
    assert "@Kettle" in seen
    assert membership_of(carol, group).public_id in seen


def test_socket_tells_mentions_and_hides_those_not_met(
    live_app: LiveApp, bob: User, carol: User, alice: User, room: Room, group: Group
) -> None:
    Block.objects.create(blocker=membership_of(alice, group), blocked=membership_of(carol, group))
    Membership.objects.filter(user=alice).update(roles=[])
    with open_tab(live_app.socket_url, cookie_of(carol)) as hers, open_tab(live_app.socket_url, cookie_of(bob)) as his:
        hers.open(room.public_id)
        his.open(room.public_id)
        his.say(room.public_id, "Ask @Heron")
        assert membership_of(alice, group).public_id in his.until("message.changed")["html"]
        assert membership_of(alice, group).public_id not in hers.until("message.changed")["html"]


def test_no_more_than_ten_are_called(bob: User, room: Room, group: Group) -> None:
    names = [f"Lantern {letter}" for letter in "abcdefghjkm"]
    for name in names:
        make_membership(make_user(name.replace(" ", "")), group, name)
    message = say(bob, room, " ".join(f"*@{name}*" for name in names))
    assert len(called(message)) == MOST_MENTIONS


def test_newcomer_calls_on_two(bob: User, carol: User, alice: User, mo: User, room: Room, group: Group) -> None:
    Membership.objects.filter(user=bob).update(settled_at=None)
    answer = signed_in(bob).post(
        f"/rooms/{room.public_id}/messages/", {"client_id": "a", "body": "@Clover @Heron @Saltmarsh"}, headers=JSON
    )
    assert answer.json()["code"] == "too_many_mentions"
    assert called(say(bob, room, "@Clover @Heron")) == ["Clover", "Heron"]


def test_renewing_names_only_the_new_ones(bob: User, carol: User, alice: User, room: Room, group: Group) -> None:
    message = say(bob, room, "@Clover")
    message.body = "@Clover and @Heron"
    assert renew_mentions(message) == [membership_of(alice, group)]
    assert called(message) == ["Clover", "Heron"]
    message.body = "nobody"
    assert renew_mentions(message) == []
    assert not Mention.objects.exists()


def test_an_alias_is_shown_as_text() -> None:
    html = to_html("@Ok", (Mentioned("id", "Ok", "<img src=x>*a*"),))
    assert html == '<p><span class="mention" data-member="id">@&lt;img src=x&gt;*a*</span></p>\n'


def look_up(user: User | None, room: Room, beginning: str) -> tuple[int, list[str]]:
    client = signed_in(user) if user else Client()
    answer = client.get(f"/rooms/{room.public_id}/aliases/", {"q": beginning}, headers=JSON)
    return answer.status_code, [one["alias"] for one in answer.json().get("members", [])]


def test_members_are_looked_up_by_beginning(bob: User, carol: User, alice: User, room: Room, group: Group) -> None:
    make_membership(make_user("dan"), group, "Slow River")
    assert look_up(bob, room, "cl") == (200, ["Clover"])
    assert look_up(bob, room, "CL0V") == (200, ["Clover"])
    assert look_up(bob, room, "riv") == (200, ["Slow River"])
    assert look_up(bob, room, "bram") == (200, [])
    assert look_up(bob, room, "x" * 100) == (200, [])
    assert look_up(bob, room, "%") == look_up(bob, room, "") == (200, [])


def test_blocks_are_invisible_in_the_list_both_ways(bob: User, carol: User, room: Room, group: Group) -> None:
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    assert look_up(bob, room, "clo") == look_up(carol, room, "bram") == (200, [])


def test_outsiders_and_newcomers_have_no_directory(bob: User, carol: User, eve: User, room: Room) -> None:
    Membership.objects.filter(user=bob).update(settled_at=None)
    assert look_up(bob, room, "clo")[0] == 403
    assert look_up(eve, room, "clo")[0] == look_up(None, room, "clo")[0] == 404
    page = signed_in(bob).get(f"/groups/{room.group.public_id}/chat/").content.decode()
    assert "/aliases/" not in page
    assert "/aliases/" in signed_in(carol).get(f"/groups/{room.group.public_id}/chat/").content.decode()


def test_suspended_member_is_neither_found_nor_called(bob: User, carol: User, room: Room) -> None:
    Membership.objects.filter(user=carol).update(suspended_until=timezone.now() + timedelta(days=1))
    assert look_up(bob, room, "clo") == (200, [])
    assert called(say(bob, room, "@Clover")) == []


def preview(user: User, room: Room, body: str) -> tuple[int, str]:
    answer = signed_in(user).post(f"/rooms/{room.public_id}/preview/", {"body": body}, headers=JSON)
    return answer.status_code, answer.content.decode()


def test_preview_looks_as_the_room_would_and_keeps_nothing(bob: User, carol: User, room: Room, eve: User) -> None:
    status, html = preview(bob, room, "**Hello** @Clover <b>x</b>")
    assert status == 200
    assert "<strong>Hello</strong>" in html
    assert 'class="mention"' in html
    assert "&lt;b&gt;" in html
    assert not Message.objects.exists()
    assert preview(eve, room, "Hello")[0] == 404
    assert [preview(bob, room, body)[0] for body in ("", "x" * 4001, "a\0")] == [422] * 3


def test_preview_is_no_directory_for_a_newcomer(bob: User, carol: User, room: Room) -> None:
    Membership.objects.filter(user=bob).update(settled_at=None)
    assert "mention" not in preview(bob, room, "@Clover")[1]
