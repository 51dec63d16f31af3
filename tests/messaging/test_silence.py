"""Whoever was declined or blocked cannot tell: the same status, the same bytes, the same work behind them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import EndKind, Group, Membership
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member, unblock_member
from apps.groups.services.memberships import end_membership
from apps.messaging.errors import Unmet
from apps.messaging.models import Message, Room
from apps.messaging.services.announcing import head_of
from apps.messaging.services.conversations import decline
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.inbox import conversations_of, rooms_of
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.preferences import keep_preference
from apps.messaging.services.rooms import chat_room, enter_room
from apps.messaging.services.viewing import view_in_room
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.messaging.conversing import NOTE, asked, asking, bare, say, signed_in, talking
from tests.messaging.unread import unread_count

# How many queries more or less an answer may cost: what is hidden is counted apart, for whatever reason it is.
LEEWAY = 2


@dataclass(frozen=True)
class Seen:
    """One answer, and the work behind it, which is compared as a matter of class."""

    status: int
    place: str
    text: str
    queries: int = field(compare=False)


def assert_alike(one: list[Seen], other: list[Seen]) -> None:
    assert one == other
    assert all(abs(a.queries - b.queries) <= LEEWAY for a, b in zip(one, other, strict=True))


def seen_of(client: Client, addresses: list[str], *, hide: tuple[str, ...] = ()) -> list[Seen]:
    """Return status, address, bytes and the number of queries of each page, without what is drawn anew each time."""
    seen = []
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        text = re.sub(r'<span class="avatar.*?</svg></span>', "", bare(answer.content), flags=re.DOTALL)
        place = answer.headers.get("Location", "")
        for word in hide:
            text, place = text.replace(word, "…"), place.replace(word, "…")
        seen.append(Seen(answer.status_code, place, text, len(queries)))
    return seen


@pytest.mark.parametrize("answer", ["decline", "block", "both"])
def test_declined_or_blocked_looks_like_unanswered(bob: User, carol: User, group: Group, answer: str) -> None:
    room = asked(bob, carol, group).room
    his = signed_in(bob)
    addresses = ["/messages/", f"/rooms/{room.public_id}/", f"/rooms/{room.public_id}/messages/?after=0"]
    addresses += [asking(bob, carol, group), "/me/notices/"]
    seen_of(his, addresses)
    before = seen_of(his, addresses)
    refused = [again(his, asking(bob, carol, group)), post(his, room)]
    if answer != "block":
        decline(read_access(carol, group), room.public_id)
    if answer != "decline":
        block_member(read_access(carol, group), membership_of(bob, group))
    assert_alike(seen_of(his, addresses), before)
    assert [again(his, asking(bob, carol, group)), post(his, room)] == refused
    assert not Notice.objects.filter(user=bob).exists()


def again(client: Client, address: str) -> tuple[int, str]:
    answer = client.post(address, {"body": "Once more", "client_id": "again"})
    return answer.status_code, answer.headers.get("Location", "")


def post(client: Client, room: Room) -> tuple[int, bytes]:
    given = {"client_id": "early", "body": "Hello?"}
    answer = client.post(f"/rooms/{room.public_id}/messages/", given, content_type="application/json")
    return answer.status_code, answer.content


def test_who_takes_none_has_left_is_new_suspended_or_has_blocked_me_answers_alike(bob: User, group: Group) -> None:
    causes: list[tuple[str, Callable[[Membership], object]]] = [
        ("Aspen", lambda one: keep_preference(read_access(one.user, group), takes_direct=False)),
        ("Birch", lambda one: end_membership(one, EndKind.LEFT)),
        ("Cedar", lambda one: end_membership(one, EndKind.REMOVED)),
        ("Drift", lambda one: Membership.objects.filter(pk=one.pk).update(settled_at=None)),
        ("Ember", lambda one: Membership.objects.filter(pk=one.pk).update(suspended_until=in_a_day())),
        ("Flint", lambda one: block_member(read_access(one.user, group), membership_of(bob, group))),
    ]
    his = signed_in(bob)
    his.get("/messages/")
    pages, posts = [], []
    for alias, cause in causes:
        other = make_user(alias.lower())
        member = make_membership(other, group, alias)
        cause(membership_of(other, group))
        address = f"/groups/{group.public_id}/members/{member.public_id}/asking/"
        pages.append(seen_of(his, [address], hide=(alias, member.public_id)))
        with CaptureQueriesContext(connection) as queries:
            answer = his.post(address, {"body": NOTE, "client_id": "c"})
        text = re.sub(r'<span class="avatar.*?</svg></span>', "", bare(answer.content), flags=re.DOTALL)
        posts.append((answer.status_code, text.replace(alias, "…"), len(queries)))
    for page in pages:
        assert_alike(page, pages[0])
    assert all(answer == posts[0] for answer in posts)
    assert posts[0][0] == 403


def in_a_day() -> object:
    return timezone.now() + timedelta(days=1)


def test_a_block_in_a_conversation_shows_nothing_to_the_blocked(bob: User, carol: User, group: Group) -> None:
    room = talking(bob, carol, group)
    say(carol, room, "Hello")
    his, page = signed_in(bob), f"/rooms/{room.public_id}/"
    his.get(page)
    addresses = [page, f"{page}messages/", "/messages/"]
    seen_of(his, addresses)
    before = seen_of(his, addresses)
    block_member(read_access(carol, group), membership_of(bob, group))
    assert_alike(seen_of(his, addresses), before)
    assert say(bob, room, "Unheard").number == 3
    assert "Unheard" in his.get(page).content.decode()


def test_what_the_blocked_says_reaches_the_blocker_in_no_way(bob: User, carol: User, group: Group) -> None:
    room = talking(bob, carol, group)
    hers = signed_in(carol)
    hers.get(f"/rooms/{room.public_id}/")
    block_member(read_access(carol, group), membership_of(bob, group))
    line_before, told = conversations_of(carol).talks[0], Notice.objects.filter(user=carol).count()
    say(bob, room, "Unheard")
    fresh, access = enter_room(room.public_id, carol)
    line = conversations_of(carol).talks[0]
    assert (line.has_new, line.last_at) == (False, line_before.last_at)
    assert unread_count(fresh, access) == 0
    assert Notice.objects.filter(user=carol).count() == told
    caught_up = hers.get(f"/rooms/{room.public_id}/messages/?after=0", headers={"Accept": "application/json"}).json()
    assert [message["body"] for message in caught_up["messages"]] == [NOTE]
    page = hers.get(f"/rooms/{room.public_id}/").content.decode()
    assert "Unheard" not in page
    assert "You have chosen not to meet this person" in page
    assert "You do not meet here any more." in hers.get("/messages/").content.decode()
    with pytest.raises(Unmet):
        say(carol, room, "And yet")
    unblock_member(read_access(carol, group), membership_of(bob, group))
    say(carol, room, "Again")


def test_a_request_is_out_of_sight_for_whoever_blocked_the_asker(bob: User, carol: User, group: Group) -> None:
    asked(bob, carol, group)
    block_member(read_access(carol, group), membership_of(bob, group))
    lines = conversations_of(carol)
    assert (lines.requests, lines.talks, lines.declined) == ([], [], [])


def test_whoever_blocked_is_told_why_they_cannot_ask(bob: User, carol: User, group: Group) -> None:
    block_member(read_access(bob, group), membership_of(carol, group))
    page = signed_in(bob).get(asking(bob, carol, group)).content.decode()
    assert "You have chosen not to meet this person" in page


def test_the_list_of_rooms_does_not_tell_when_somebody_spoke_whom_one_does_not_meet(
    bob: User, carol: User, mo: User, group: Group
) -> None:
    room = chat_room(group)
    first = say(bob, room, "Before")
    block_member(read_access(carol, group), membership_of(bob, group))
    last = say(carol, room, "After")
    assert [line.last_at for line in rooms_of(bob)] == [first.posted_at]
    assert [line.last_at for line in rooms_of(mo)] == [last.posted_at]
    assert [line.last_at for line in rooms_of(carol)] == [last.posted_at]


def test_new_words_in_an_old_message_do_not_pass_a_block(bob: User, carol: User, mo: User, group: Group) -> None:
    room = chat_room(group)
    old = say(bob, room, "Before")
    block_member(read_access(carol, group), membership_of(bob, group))
    answer = post_message(Draft(mo.pk, room.public_id, "quote", "I hear you", reply_to=old.public_id)).message
    edit_message(bob.pk, old.public_id, NewWords(body="Find me after all"))
    page = signed_in(carol).get(f"/rooms/{room.public_id}/messages/", headers={"Accept": "application/json"})
    assert "Find me" not in page.content.decode()
    assert [message["id"] for message in page.json()["messages"]] == [answer.public_id]
    head = head_of(Message.objects.with_people().get(pk=old.pk))
    view = view_in_room(carol.pk, room.public_id)
    assert view is not None
    assert not view.sees(head.author, head.posted_at, head.audience)
