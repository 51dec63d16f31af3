"""The pages on which a message that waits is decided, and the list of what a group looks for."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.messaging.models import Message, WatchedWord
from apps.messaging.services.watching import watch_of
from apps.moderation.models import AuditEntry, AuditText
from apps.moderation.services.screening_queue import bring_to_queue
from tests.messaging.watching import watch
from tests.moderation.factories import RULE, say

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def put_on(client: Client, group: Group, word: str, effect: str = "hold", kind: str = "word") -> int:
    address = f"/groups/{group.public_id}/moderation/watched/"
    return client.post(address, {"kind": kind, "word": word, "effect": effect}).status_code


def test_a_moderator_keeps_the_list_and_each_change_is_in_the_log(group: Group, mo: User, bob: User) -> None:
    hers, address = signed_in(mo), f"/groups/{group.public_id}/moderation/watched/"
    assert [put_on(hers, group, " Casino ", effect) for effect in ("ask", "hold")] == [302, 302]
    assert put_on(hers, group, "https://www.Evil.example/x", "mark", "address") == 302
    assert put_on(hers, group, "", "ask", "link") == 302
    kept = WatchedWord.objects.order_by("word").values_list("kind", "word", "effect")
    assert list(kept) == [("link", "", "ask"), ("word", "casino", "hold"), ("address", "evil.example", "mark")]
    page = hers.get(address).content.decode()
    assert "evil.example" in page
    assert "Hold it until a moderator has looked" in page
    assert hers.post(f"{address}removal/", {"kind": "word", "word": "casino"}).status_code == 302
    assert hers.post(f"{address}removal/", {"kind": "word", "word": "casino"}).status_code == 302
    assert list(AuditEntry.objects.order_by("place").values_list("code", flat=True)) == [
        *["group.watched"] * 4,
        "group.unwatched",
    ]
    assert AuditText.objects.latest("place").text == "word casino"
    assert say(bob, group, "casino").state == "visible"


@pytest.mark.parametrize(
    ("word", "effect", "kind", "said"),
    [
        ("", "hold", "word", "Please write the word"),
        ("x", "hold", "word", "at least two letters"),
        ("nothing", "hold", "address", "the name of the site"),
        ("kill myself", "hold", "word", "never held up"),
        ("kill myself", "ask", "word", "never held up"),
        ("casino", "burn", "word", "What happens"),
    ],
)
def test_what_cannot_be_watched_is_said_beside_what_was_typed(
    word: str, effect: str, kind: str, said: str, group: Group, mo: User
) -> None:
    answer = signed_in(mo).post(
        f"/groups/{group.public_id}/moderation/watched/", {"kind": kind, "word": word, "effect": effect}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{word}"' in page or not word
    assert not WatchedWord.objects.exists()


def test_words_of_danger_can_be_marked_and_then_nothing_delays_them(group: Group, mo: User, bob: User) -> None:
    assert put_on(signed_in(mo), group, "kill myself", "mark") == 302
    assert say(bob, group, "I want to kill myself").state == "visible"


def test_the_list_is_read_once_after_each_change(group: Group, mo: User) -> None:
    watch(group, "casino")
    group.refresh_from_db()
    first = watch_of(group)
    assert watch_of(group) is first
    put_on(signed_in(mo), group, "gambl", "mark", "beginning")
    group.refresh_from_db()
    assert watch_of(group).found_in("gambling")
    assert not first.found_in("gambling")


def test_a_message_is_decided_on_its_page(group: Group, mo: User, bob: User, carol: User, alice: User) -> None:
    watch(group, "casino")
    first, second = say(bob, group, "A casino"), say(bob, group, "A second casino")
    bring_to_queue()
    hers, address = signed_in(mo), f"/groups/{group.public_id}/moderation/held/"
    listed = hers.get(address).content.decode()
    assert "A second casino" in listed
    assert "“casino” is in it" in listed
    assert "A casino" in hers.get(f"{address}{first.public_id}/").content.decode()
    refused = hers.post(f"{address}{first.public_id}/", {"act": "turn_down", "words": "", "rule": ""})
    assert refused.status_code == 422
    assert "Please say why" in refused.content.decode()
    assert hers.post(f"{address}{first.public_id}/", {"act": "stand"}).status_code == 302
    sent = {"act": "turn_down", "words": "No adverts"}
    assert hers.post(f"{address}{second.public_id}/", sent).status_code == 422
    assert hers.post(f"{address}{second.public_id}/", sent | {"rule": RULE}).status_code == 302
    assert [Message.objects.get(pk=one.pk).state for one in (first, second)] == ["visible", "unsent"]
    assert "Nothing waits for you" in hers.get(address).content.decode()
    for late in (first, second):
        for answer in (
            signed_in(alice).post(f"{address}{late.public_id}/", {"act": "stand"}),
            signed_in(alice).get(f"{address}{late.public_id}/"),
        ):
            assert answer.status_code == 409
            assert "Somebody else has looked at this" in answer.content.decode()
    assert signed_in(carol).get(f"{address}{second.public_id}/").status_code == 404


def test_the_author_is_asked_first_and_their_words_are_kept(group: Group, mo: User, bob: User) -> None:
    watch(group, "casino", "ask")
    watch(group, "", "ask", "link")
    room = say(mo, group, "Hello").room
    his, address = signed_in(bob), f"/rooms/{room.public_id}/messages/"
    given = {"client_id": "one", "body": "A casino"}
    asked = his.post(address, given)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "A casino</textarea>" in page
    assert "“casino”: this group asks" in page
    assert 'name="confirmed"' in page
    both = his.post(address, given | {"body": "https://a.example 07700 900123"}, headers={"Accept": "application/json"})
    assert both.json()["code"] == "watched_words"
    Membership.objects.filter(user=bob).update(settled_at=None)
    both = his.post(address, given | {"body": "https://a.example 07700 900123"}, headers={"Accept": "application/json"})
    assert "phone number" in both.json()["detail"]
    assert "think twice about links" in both.json()["detail"]
    assert his.post(address, given | {"confirmed": "yes"}).status_code == 302
    message = Message.objects.get(body="A casino")
    assert message.state == "visible"
    editing = f"/messages/{message.public_id}/editing/"
    assert his.post(editing, {"body": "casino https://a.example"}).status_code == 409
    assert his.post(editing, {"body": "casino https://a.example", "confirmed": "1"}).status_code == 302


def test_the_same_words_stand_three_times_and_a_cry_for_help_as_often_as_it_comes(group: Group, bob: User) -> None:
    his, room = signed_in(bob), say(bob, group, "Hello").room

    def post(number: int, body: str) -> int:
        given = {"client_id": f"{body[:9]}{number}", "body": body}
        return his.post(f"/rooms/{room.public_id}/messages/", given).status_code

    advert = "Buy my course and be well again"
    assert [post(number, advert) for number in range(4)] == [302, 302, 302, 429]
    assert post(5, advert.upper()) == 429
    assert post(6, "Buy my course and be well, again") == 302
    assert [post(number, "Thank you") for number in range(4)] == [302] * 4
    assert [post(number, "please help, I want to kill myself") for number in range(4)] == [302] * 4


def test_an_edit_that_says_something_watched_is_marked_or_refused(group: Group, mo: User, bob: User) -> None:
    watch(group, "casino")
    watch(group, "course", "mark")
    message = say(bob, group, "Hello")
    his, editing = signed_in(bob), f"/messages/{message.public_id}/editing/"
    assert his.post(editing, {"body": "A casino"}).status_code == 403
    assert his.post(editing, {"body": "A course"}).status_code == 302
    assert bring_to_queue() == 1
    assert "A course" in signed_in(mo).get(f"/groups/{group.public_id}/moderation/held/").content.decode()
