"""Search in a group: by words, person and day; what one may not see is not found."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.groups.services.access import read_access
from apps.messaging.models import Conversation, Message, Room
from apps.messaging.rules.search_terms import Term, matches_in, terms_of
from apps.messaging.services import search as searching
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.unsending import unsend_message
from tests.groups.factories import make_membership, membership_of


def say(user: User, room: Room, body: str, **more: Any) -> Message:
    at = more.pop("at", None)
    message = post_message(Draft(user.pk, room.public_id, f"s{Message.objects.count()}", body, **more)).message
    if at:
        Message.objects.filter(pk=message.pk).update(posted_at=at)
    return message


def found_by(user: User, group: Group, **asked: Any) -> list[str]:
    readable = searching.readable_rooms(group, read_access(user, group))
    terms = terms_of(asked.pop("q", ""))
    found = searching.search(readable, searching.Asked(terms=terms, **asked))
    return [item["message"].body for item in found.items]


def page_for(user: User, group: Group, **asked: str) -> Any:
    client = Client()
    client.force_login(user)
    page = f"/groups/{group.public_id}/search/"
    return client.post(page, asked, follow=True) if asked else client.get(page)


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("hosp", "In HOSPITAL again"),
        ("suicidio", "hablar de Suicídio"),
        ("ÜBER", "uberall"),
        ("quiet house", "The house is so quiet"),
        ('"so quiet"', "The house is so quiet."),
        ('"So  Quiet', "The house is so quiet."),
        ("don't", "I don't know"),
        ("e-ma", "send an e-mail"),
        ("3.1", "about 3.14 it is"),
        ("at", "look at me"),
        ("example.or", "see example.org there"),
    ],
)
def test_words_are_found_by_their_beginning(bob: User, group: Group, room: Room, typed: str, body: str) -> None:
    say(bob, room, body)
    say(bob, room, "Nothing of it")
    assert found_by(bob, group, q=typed) == [body]


@pytest.mark.parametrize(("typed", "body"), [('"quiet so"', "so quiet"), ("pital", "hospital"), ('"qui"', "quiet")])
def test_other_words_are_not_found(bob: User, group: Group, room: Room, typed: str, body: str) -> None:
    say(bob, room, body)
    assert found_by(bob, group, q=typed) == []


@pytest.mark.parametrize(
    "typed",
    ["\0", "'", "''", "\\", "a\\'b", "&|!():*<->", ":*", "a:*b", "!a", "(a", "a <-> b", '"', '""', '"a', "x" * 4000,
     "%_", "<b>", "<b>bold</b>", "\u0301", "é" * 200, "\ud7ff\uffff", "a " * 99, "http://a.b/c?d=e&f", "-1", "1e9999"],
)  # fmt: skip
def test_odd_words_never_raise(bob: User, group: Group, room: Room, typed: str) -> None:
    say(bob, room, "a b x bold -1")
    answer = page_for(bob, group, q=typed)
    assert answer.status_code in {200, 422}
    assert ("field__error" in answer.content.decode()) == (answer.status_code == 422)


def test_only_what_one_may_see_is_found(
    alice: User, bob: User, carol: User, mo: User, group: Group, room: Room
) -> None:
    say(carol, room, "needle before the block")
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    say(carol, room, "needle after the block")
    hide_message(say(alice, room, "needle hidden").pk)
    unsend_message(alice.pk, say(alice, room, "needle taken back").public_id)
    held = say(alice, room, "needle held")
    Message.objects.filter(pk=held.pk).update(state=Message.State.HELD, number=None)
    say(mo, room, "needle with a hospital")
    mute_word(bob, "hospital")
    say(bob, room, "needle answer")
    assert found_by(bob, group, q="needle") == ["needle answer", "needle before the block"]
    assert found_by(carol, group, q="needle")[:2] == ["needle with a hospital", "needle after the block"]
    assert len(found_by(carol, group, q="needle")) == 3
    assert len(found_by(mo, group, q="needle")) == 4


def test_whoever_is_blocked_is_not_among_the_people_either_way_round(
    bob: User, carol: User, alice: User, group: Group, room: Room
) -> None:
    for user in (alice, bob, carol):
        say(user, room, "Hello")
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    his, hers = page_for(bob, group).content.decode(), page_for(carol, group).content.decode()
    blocked = membership_of(carol, group).public_id
    assert ("Heron" in his, "Clover" in his) == (True, False)
    assert ("Heron" in hers, "Bramble" in hers) == (True, False)
    answers = [page_for(bob, group, person=person) for person in (blocked, "2" * 12, "\0")]
    assert [answer.status_code for answer in answers] == [422] * 3


def test_newcomer_is_offered_only_people_whose_words_they_read(
    nia: User, bob: User, carol: User, group: Group, room: Room
) -> None:
    make_membership(nia, group, "Wren", settled_at=None)
    say(bob, room, "Hello")
    page = page_for(nia, group).content.decode()
    assert ("Bramble" in page, "Clover" in page) == (True, False)


def test_person_and_days_narrow_it(bob: User, carol: User, group: Group, room: Room) -> None:
    User.objects.filter(pk=bob.pk).update(time_zone="Asia/Tokyo")
    day = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # the second of March in Tokyo
    say(bob, room, "lamp one", at=day - timedelta(days=1))
    say(carol, room, "lamp two", at=day)
    say(bob, room, "lamp three", at=day + timedelta(days=1))

    def bodies(**query: str) -> list[str]:
        page = page_for(bob, group, **query).content.decode()
        return [
            body for body in ("one", "two", "three") if f"<mark>lamp</mark> {body}" in page or f"lamp {body}" in page
        ]

    assert bodies(q="lamp") == ["one", "two", "three"]
    assert bodies(person=membership_of(carol, group).public_id) == ["two"]
    assert bodies(**{"from": "2026-03-02", "to": "2026-03-02"}) == ["two"]
    assert bodies(q="lamp", to="2026-03-01") == ["one"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from": "yesterday"}, "That is no date"),
        ({"to": "2026-13-01"}, "That is no date"),
        ({"from": "0001-01-01"}, "look at the year"),
        ({"to": "9999-12-31"}, "look at the year"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "before the other one"),
    ],
)
def test_odd_days_are_answered_beside_the_field(bob: User, group: Group, given: dict[str, str], said: str) -> None:
    answer = page_for(bob, group, q="kept words", **given)
    page = answer.content.decode()
    assert (answer.status_code, said in page, 'value="kept words"' in page) == (422, True, True)


def test_outsider_and_visitor_get_what_is_not_there(eve: User, group: Group, room: Room) -> None:
    assert page_for(eve, group, q="a").status_code == 404
    assert Client().get(f"/groups/{group.public_id}/search/").status_code == 404


def test_conversation_of_two_is_found_by_these_two_alone(
    alice: User, bob: User, carol: User, group: Group, room: Room
) -> None:
    asker, asked = membership_of(bob, group), membership_of(carol, group)
    two = Room.objects.create(group=group, kind=Room.Kind.DIRECT)
    Conversation.objects.create(room=two, asker=asker, asked=asked, state=Conversation.State.ACCEPTED)
    Message.objects.create(room=two, author=asker, number=1, change=1, client_id="d", body="a secret needle")
    say(alice, room, "an open needle")
    assert [len(found_by(user, group, q="needle")) for user in (bob, carol, alice)] == [2, 2, 1]
    assert "Between the two of you" in page_for(bob, group, q="needle").content.decode()


def test_address_of_what_was_found_says_nothing_and_opens_for_nobody_else(
    bob: User, carol: User, group: Group, room: Room
) -> None:
    say(bob, room, "an open needle")
    answer = page_for(bob, group, q="needle")
    [(address, status)] = answer.redirect_chain
    assert (status, "needle" in address) == (302, False)
    assert "<mark>needle</mark>" in answer.client.get(address).content.decode()

    client = Client()
    client.force_login(carol)
    for other in (address, f"{address[:-8]}AAAAAAAA", "?look=needle", "?look=%00"):
        page = client.get(f"/groups/{group.public_id}/search/{other[other.index('?') :]}")
        assert (page.status_code, b"What are you looking for?" in page.content) == (200, True)


def test_other_groups_are_not_searched(eve: User, bob: User, group: Group, room: Room) -> None:
    from apps.messaging.services.rooms import chat_room

    other = eve.memberships.get().group
    say(eve, chat_room(other), "needle elsewhere")
    assert found_by(bob, group, q="needle") == []


def test_pages_follow_one_another_without_gap(bob: User, group: Group, room: Room) -> None:
    same = timezone.now()
    for number in range(45):
        say_fast(bob, room, f"needle {number}", same)
    seen: list[str] = []
    answer = page_for(bob, group, q="needle")
    while True:
        page = answer.content.decode()
        seen += [line.split("</p>")[0] for line in page.split("<mark>needle</mark> ")[1:]]
        if not (further := re.search(r'href="(\?look=[^"]+)"', page)):
            break
        answer = answer.client.get(f"/groups/{group.public_id}/search/{unescape(further[1])}")
    assert seen == [str(number) for number in reversed(range(45))]
    assert "That is all." in page


def say_fast(user: User, room: Room, body: str, at: datetime) -> None:
    room.refresh_from_db()
    place = room.last_number + 1
    Message.objects.create(
        room=room,
        author=membership_of(user, room.group),
        number=place,
        change=place,
        client_id=body,
        body=body,
        posted_at=at,
    )
    Room.objects.filter(pk=room.pk).update(last_number=place, last_change=place)


def test_match_is_marked_and_nothing_else_gets_through(bob: User, group: Group, room: Room) -> None:
    say(bob, room, "<script>alert(1)</script> **Hôspital** & <mark> <b>hospitals</b>")
    page = page_for(bob, group, q="hospital").content.decode()
    assert "<mark>Hôspital</mark> &amp; &lt;mark&gt; &lt;b&gt;<mark>hospitals</mark>&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_folded_words_stay_folded(bob: User, group: Group, room: Room) -> None:
    say(bob, room, "the needle inside", content_note="drink")
    page = page_for(bob, group, q="needle").content.decode()
    fold = page[page.index("message__fold") : page.index("</details>", page.index("message__fold"))]
    assert ("Folded by Bramble: drink" in fold, "<mark>needle</mark>" in fold) == (True, True)


def test_somebody_who_searches_like_a_machine_waits(
    bob: User, group: Group, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_A_MINUTE", 3)
    answers = [page_for(bob, group, q="a").status_code for _time in range(4)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_page_costs_the_same_for_many_hits(bob: User, carol: User, group: Group, room: Room) -> None:
    from django.test.utils import CaptureQueriesContext

    answer = page_for(bob, group, q="needle")
    client, [(found, _status)] = answer.client, answer.redirect_chain

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(found)
        return len(queries)

    say(bob, room, "needle")
    cost()  # What is remembered between requests.
    few = cost()
    for number in range(15):
        say(carol if number % 2 else bob, room, f"needle {number}")
    assert cost() == few <= 16


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("The Hôspital", [Term("hosp")], ["Hôspital"]),
        ("at that", [Term("at")], ["at"]),
        ("so,  quiet now", [Term("so quiet", is_phrase=True)], ["so,  quiet"]),
        ("e\u0301tage", [Term("eta")], ["e\u0301tage"]),
        ("quiet quieter", [Term("qui"), Term("quiet")], ["quiet", "quieter"]),
        ("none", [], []),
    ],
)
def test_places_are_those_of_the_text(text: str, terms: list[Term], marked: list[str]) -> None:
    assert [text[start:end] for start, end in matches_in(text, terms)] == marked


def test_index_on_the_words_serves_it(bob: User, group: Group, room: Room) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ROOMS, [group.pk])
        cursor.execute(MESSAGES, [membership_of(bob, group).pk, group.pk])
        cursor.execute("ANALYZE messaging_message")
    readable = searching.readable_rooms(group, read_access(bob, group))
    rows = searching._rows(*readable[0], searching.Asked(terms=terms_of('word77 "so quiet"')), None)
    assert "messages_by_their_words" in rows.explain()  # type: ignore[attr-defined]


ROOMS = """
    INSERT INTO messaging_room (public_id, group_id, kind, last_number, last_change, first, slow_seconds)
    SELECT 'room' || lpad(i::text, 8, '0'), %s, 'direct', 0, 0, 1, 0 FROM generate_series(1, 40) i
"""
MESSAGES = """
    INSERT INTO messaging_message
      (public_id, room_id, number, change, author_id, client_id, body, kind, content_note, state, posted_at)
    SELECT 'm' || lpad((r.id * 1000 + i)::text, 11, '0'), r.id, i, i, %s, 'c' || i,
      'it is so quiet, word' || i, 'plain', '', 'visible', now() - i * interval '1 minute'
    FROM messaging_room r, generate_series(1, 200) i WHERE r.group_id = %s
"""
