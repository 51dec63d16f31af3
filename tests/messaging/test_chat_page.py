"""The chat page and a room's messages over HTTP."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.messaging.models import Message, Room
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.opening import Asked, Opening, read_openings
from apps.messaging.services.posting import Draft, post_message
from tests.groups.factories import make_group, membership_of

JSON = {"Accept": "application/json"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(user: User, room: Room, body: str, **more: Any) -> Message:
    client_id = f"{user.pk}-{Message.objects.count()}"
    return post_message(Draft(user.pk, room.public_id, client_id, body, **more)).message


def messages_of(room: Room) -> str:
    return f"/rooms/{room.public_id}/messages/"


def test_page_shows_what_was_said(bob: User, carol: User, group: Group, room: Room) -> None:
    say(carol, room, "First *time* writing.")
    page = signed_in(bob).get(f"/groups/{group.public_id}/chat/").content.decode()
    assert "First <em>time</em> writing." in page
    assert "Clover" in page
    assert "<title>Room</title>" in page
    assert 'name="body"' in page


def test_the_clock_is_that_of_where_the_reader_lives(bob: User, carol: User, group: Group, room: Room) -> None:
    said = say(carol, room, "At eight.")
    Message.objects.filter(pk=said.pk).update(posted_at=datetime(2026, 7, 1, 18, 5, tzinfo=UTC))
    for zone, clock, hours in (("Europe/Madrid", "20:05", 24), ("America/New_York", "2:05 PM", 12)):
        User.objects.filter(pk=bob.pk).update(time_zone=zone)
        page = signed_in(bob).get(f"/groups/{group.public_id}/chat/").content.decode()
        assert f">{clock}</time>" in page
        # What comes later is written by the browser in the same way.
        assert f'data-clock="{hours}"' in page


def test_form_works_without_javascript(bob: User, group: Group, room: Room) -> None:
    client = signed_in(bob)
    answer = client.post(messages_of(room), {"client_id": "form", "body": "By form", "kind": "win"})
    posted = Message.objects.get()
    target = f"/groups/{group.public_id}/chat/#m-{posted.public_id}"
    assert (answer.status_code, answer.headers["Location"]) == (302, target)
    assert "By form" in client.get(answer.headers["Location"]).content.decode()


def test_what_was_typed_stays_when_it_cannot_be_sent(bob: User, room: Room) -> None:
    answer = signed_in(bob).post(messages_of(room), {"client_id": "long", "body": "x" * 4001})
    assert answer.status_code == 422
    assert "x" * 4001 in answer.content.decode()
    assert "longer than one message" in answer.content.decode()


def test_json_says_created_once_and_found_after(bob: User, room: Room) -> None:
    client = signed_in(bob)
    sent = {"client_id": "one", "body": "Hello"}
    answers = [client.post(messages_of(room), sent, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["number"], answers[0].json()["change"]) == (1, 1)


def test_json_has_the_fields_of_the_contract(bob: User, carol: User, room: Room) -> None:
    first = say(carol, room, "Quoted")
    say(bob, room, "Answer", reply_to=first.public_id, content_note="note", kind="struggle")
    page = signed_in(bob).get(messages_of(room), headers=JSON).json()
    assert {key: page[key] for key in ("room", "change", "first", "more")} == {
        "room": room.public_id,
        "change": 2,
        "first": 1,
        "more": False,
    }
    message = page["messages"][1]
    assert message.pop("html")
    assert message.pop("posted_at").endswith("Z")
    assert message == {
        "id": message["id"],
        "number": 2,
        "change": 2,
        "author": membership_of(bob, room.group).public_id,
        "alias": "Bramble",
        "body": "Answer",
        "kind": "struggle",
        "content_note": "note",
        "reply_to": first.public_id,
        "state": "visible",
        "edited_at": None,
        "reactions": [],
        "mine": [],
        "pictures": [],
    }


def test_pages_go_back_and_forward(bob: User, room: Room) -> None:
    author = membership_of(bob, room.group)
    rows = [Message(room=room, author=author, number=n, change=n, client_id=str(n), body="x") for n in range(1, 151)]
    Message.objects.bulk_create(rows)
    Room.objects.filter(pk=room.pk).update(last_number=150, last_change=150)
    client = signed_in(bob)

    def numbers(query: str) -> tuple[list[int], int, bool]:
        page = client.get(messages_of(room) + query, headers=JSON).json()
        return [message["number"] for message in page["messages"]], page["change"], page["more"]

    assert numbers("?after=20") == (list(range(21, 121)), 120, True)
    assert numbers("?after=120") == (list(range(121, 151)), 150, False)
    assert numbers("?after=150") == ([], 150, False)
    assert numbers("") == (list(range(51, 151)), 150, True)
    assert numbers("?before=51") == (list(range(1, 51)), 0, False)


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?before=1e3", "?after=" + "9" * 30, "?before=٣"])
def test_odd_numbers_are_answered_in_words(bob: User, room: Room, query: str) -> None:
    answer = signed_in(bob).get(messages_of(room) + query, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "body", ["[]", "{", '{"client_id": 1, "body": "a"}', '{"client_id": "a\\u0000", "body": "a"}', '{"body": "a"}']
)
def test_odd_json_is_answered_in_words(bob: User, room: Room, body: str) -> None:
    answer = signed_in(bob).post(messages_of(room), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("body", ["a\\u0000b", "\\ud800"])
def test_signs_that_are_no_text_are_refused(bob: User, room: Room, body: str) -> None:
    sent = f'{{"client_id": "a", "body": "{body}"}}'
    answer = signed_in(bob).post(messages_of(room), sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_text")


def test_outsider_and_visitor_get_what_is_not_there(eve: User, group: Group, room: Room, db: None) -> None:
    for client in (signed_in(eve), Client()):
        for path in (f"/groups/{group.public_id}/chat/", messages_of(room), f"/rooms/{'2' * 12}/messages/"):
            assert client.get(path).status_code == 404, path
            assert client.get(path, headers=JSON).status_code == 404, path
        assert client.post(messages_of(room), {"body": "a", "client_id": "a"}).status_code == 404


def test_hidden_words_are_nowhere(bob: User, carol: User, group: Group, room: Room) -> None:
    message = say(carol, room, "Unkind words")
    say(bob, room, "Answer", reply_to=message.public_id)
    hide_message(message.pk)
    client = signed_in(bob)
    for path in (f"/groups/{group.public_id}/chat/", messages_of(room), messages_of(room) + "?after=0"):
        assert "Unkind" not in client.get(path).content.decode()


def test_block_hides_what_comes_after_it_and_quotes_of_it(bob: User, carol: User, mo: User, room: Room) -> None:
    say(carol, room, "Said before")
    Block.objects.create(blocker=membership_of(bob, room.group), blocked=membership_of(carol, room.group))
    after = say(carol, room, "Said after")
    say(mo, room, "Answer to her", reply_to=after.public_id)
    page = signed_in(bob).get(messages_of(room)).content.decode()
    assert "Said before" in page
    assert "Answer to her" in page
    assert "Said after" not in page
    assert "Said after" in signed_in(mo).get(messages_of(room)).content.decode()


def test_fragment_for_htmx(bob: User, room: Room) -> None:
    say(bob, room, "Part of a page")
    answer = signed_in(bob).get(messages_of(room), headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith("<article")
    assert "message--mine" in answer


def test_muted_member_reads_why_and_keeps_reading(bob: User, group: Group, room: Room) -> None:
    from datetime import timedelta

    from django.utils import timezone

    bob.memberships.update(muted_until=timezone.now() + timedelta(hours=1))
    client = signed_in(bob)
    assert "You can still read" in client.get(f"/groups/{group.public_id}/chat/").content.decode()
    answer = client.post(messages_of(room), {"client_id": "a", "body": "b"}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "muted")


def test_muted_member_reads_until_when_by_their_own_clock_and_where_the_reason_is(
    bob: User, group: Group, room: Room
) -> None:
    from datetime import UTC, datetime

    bob.memberships.update(muted_until=datetime(2099, 1, 2, 23, 0, tzinfo=UTC))
    User.objects.filter(pk=bob.pk).update(time_zone="Asia/Tokyo")
    client = signed_in(bob)
    page = client.get(f"/groups/{group.public_id}/chat/").content.decode()
    refused = client.post(messages_of(room), {"client_id": "a", "body": "b"}, headers=JSON).json()["detail"]
    [opening] = read_openings([Asked(bob.pk, room.public_id)])
    assert isinstance(opening, Opening)
    opened = json.loads(opening.frames[-1])
    letter = f"/me/notices/?about={group.public_id}&kind=member_muted"
    end = "You cannot write in this group until 3 January 2099, 08:00."
    assert opened["letter"] == letter
    assert end in page
    assert end in refused
    assert end in opened["detail"]
    assert f'href="{letter.replace("&", "&amp;")}"' in page
    assert "room--reading" in page


def test_inbox_lists_my_rooms_with_a_dot_for_news(bob: User, carol: User, group: Group, room: Room) -> None:
    make_group("Not mine")
    say(carol, room, "News")
    client = signed_in(bob)
    before = client.get("/messages/").content.decode()
    client.get(f"/groups/{group.public_id}/chat/")
    after = client.get("/messages/").content.decode()
    assert "Not mine" not in before
    news = '<span class="tag"><span class="dot">'
    assert (before.count(news), after.count(news)) == (1, 0)


def test_no_page_names_a_person(group: Group, room: Room, carol: User) -> None:
    from tests.groups.factories import make_membership

    bob = User.objects.create_user("canary@example.org", "a quiet lamp", id=987654321)
    make_membership(bob, group, "Bramble", id=876543219)
    say(bob, room, "Hello")
    client = signed_in(carol)
    for path in (f"/groups/{group.public_id}/chat/", messages_of(room), "/messages/"):
        page = client.get(path).content.decode()
        for secret in ("987654321", "876543219", "canary"):
            assert secret not in page, path


def test_page_costs_the_same_for_many_messages(
    bob: User, carol: User, group: Group, room: Room, django_assert_max_num_queries: object
) -> None:
    first = say(carol, room, "0")
    for number in range(20):
        say(bob, room, str(number), reply_to=first.public_id)
    client = signed_in(carol)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get(f"/groups/{group.public_id}/chat/")


def test_an_answer_to_somebody_blocked_does_not_name_what_it_answers(
    client: Client, room: Room, alice: User, bob: User, carol: User
) -> None:
    Block.objects.create(blocker=membership_of(carol, room.group), blocked=membership_of(bob, room.group))
    said = post_message(Draft(carol.pk, room.public_id, "a", "Unseen")).message
    post_message(Draft(alice.pk, room.public_id, "b", "An answer", reply_to=said.public_id))
    client.force_login(bob)
    page = client.get(f"/rooms/{room.public_id}/messages/", headers={"Accept": "application/json"})
    assert [message["reply_to"] for message in page.json()["messages"]] == [None]
    assert said.public_id not in page.content.decode()
