"""What can be done with a message: offered by modules from one copy on the page, and without them beside each message."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.messaging.models import Message, Room
from apps.messaging.services.announcing import frame_of
from apps.messaging.services.rooms import wall_room
from tests.groups.factories import membership_of
from tests.messaging.changing import say
from tests.messaging.conversing import talking

OTHERS = ["Reply", "Answer quietly", "Write to them alone", "Not read or not meet them", "Report"]
CARE = ["Hide this message", "Look after Clover"]
OWN = ["Change the words", "Take it back"]
LEAN = 1300  # letters that a frame of one line of words may have


def page_of(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def chat_of(room: Room) -> str:
    return f"/groups/{room.group.public_id}/chat/"


def words_in(html: str) -> list[str]:
    """Return the acts of a menu, as they are read."""
    lines = re.findall(r"<li[^>]*>(.*?)</li\s*>", html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", line)).strip() for line in lines]


def beside(page: str, message: Message) -> str:
    """Return what stands beside the message for those who read without JavaScript."""
    article = page.split(f'data-id="{message.public_id}"')[1].split("</article>", maxsplit=1)[0]
    found = re.search(r"<noscript>(.*)</noscript>", article, re.DOTALL)
    return found[1] if found else ""


def copied(page: str, state: str, side: str) -> list[str]:
    """Return the acts that static/js/chat/menus.js copies for a message in that state, one's own or another's."""
    template = page.split('data-part="acts"')[1].split("</template>", maxsplit=1)[0]
    lines = re.findall(
        r'<li[^>]* data-states="([^"]*)" data-whose="([^"]*)"(?: data-names)?>(.*?)</li\s*>', template, re.DOTALL
    )
    fitting = [f"<li>{line}</li>" for states, whose, line in lines if state in states.split() and whose in {"", side}]
    return words_in("".join(fitting)) if state != "unsent" else []


@pytest.mark.parametrize(
    ("reader", "state", "offered"),
    [
        ("bob", "visible", OTHERS),
        ("carol", "visible", ["Reply", *OWN]),
        ("mo", "visible", [*OTHERS, *CARE]),
        ("carol", "held", OWN),
        ("mo", "held", []),
        ("bob", "hidden", []),
        ("carol", "hidden", []),
        ("mo", "hidden", ["Show it again"]),
        ("mo", "unsent", []),
    ],
)
def test_a_message_offers_what_its_reader_may_do_with_and_without_javascript(
    request: pytest.FixtureRequest, room: Room, carol: User, reader: str, state: str, offered: list[str]
) -> None:
    message = say(carol, room, "Nine days.")
    Message.objects.update(state=state)
    page = page_of(request.getfixturevalue(reader), chat_of(room))
    assert words_in(beside(page, message)) == offered
    assert bool(beside(page, message)) == bool(offered)
    named = [words.replace("Clover", "AnyAuthor111") for words in offered]
    assert copied(page, state, "own" if reader == "carol" else "other") == named


def test_words_of_somebody_who_left_offer_nothing_that_is_about_them(room: Room, carol: User, bob: User) -> None:
    message = say(carol, room, "Nine days.")
    Message.objects.update(author=None)
    page = page_of(bob, chat_of(room))
    assert words_in(beside(page, message)) == ["Reply", "Answer quietly", "Report"]
    assert "Somebody who left" in page
    assert len(re.findall(r"<li[^>]* data-names>", page)) == 2, "what names them is not copied beside such words"


def test_every_address_of_a_menu_is_the_message_s_own(room: Room, carol: User, mo: User, group: Group) -> None:
    message, author = say(carol, room, "Nine days.").public_id, membership_of(carol, group).public_id
    page = page_of(mo, chat_of(room))
    links = re.findall(r'href="([^"]*)"', page.split('data-part="acts"')[1].split("</ul>")[0])
    found = [link for link in links if "icons" not in link]
    assert [link.replace("AnyMessage11", message).replace("AnyAuthor111", author) for link in found] == [
        f"?reply_to={message}#words",
        f"/messages/{message}/reactions/",
        f"/messages/{message}/editing/",
        f"/messages/{message}/unsending/",
        f"/groups/{group.public_id}/members/{author}/asking/",
        f"/groups/{group.public_id}/members/{author}/blocking/",
        f"/groups/{group.public_id}/reporting/?message={message}",
        f"/groups/{group.public_id}/moderation/messages/{message}/",
        f"/groups/{group.public_id}/moderation/messages/{message}/",
        f"/groups/{group.public_id}/moderation/members/{author}/",
    ]


def test_whom_one_cannot_ask_is_not_offered_to_be_asked(room: Room, bob: User, carol: User, group: Group) -> None:
    conversation = talking(bob, carol, group)
    theirs = Message.objects.get(room=conversation)
    page = page_of(carol, f"/rooms/{conversation.public_id}/")
    assert words_in(beside(page, theirs)) == [words for words in OTHERS if words != "Write to them alone"]
    message = say(carol, room, "Nine days.")
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    assert "Write to them alone" not in words_in(beside(page_of(bob, chat_of(room)), message))


def test_a_post_of_the_wall_and_its_answers_have_their_menus(bob: User, carol: User, group: Group) -> None:
    wall = wall_room(group)
    post = say(carol, wall, "Long words.")
    answer = say(bob, wall, "Short ones.", thread=post.public_id)
    page = page_of(bob, f"/groups/{group.public_id}/wall/{post.public_id}/")
    assert words_in(beside(page, post)) == OTHERS
    assert words_in(beside(page, answer)) == ["Reply", *OWN]


def test_what_everybody_gets_carries_neither_a_menu_nor_its_own_names(room: Room, bob: User, carol: User) -> None:
    message = say(carol, room, "Nine days. I do not know what to say, so I say this.")
    frame = frame_of(message, room.public_id)
    assert len(frame) <= LEAN
    client = Client()
    client.force_login(bob)
    page = client.get(f"/rooms/{room.public_id}/messages/", headers={"Accept": "application/json"}).json()
    for html in (frame, page["messages"][0]["html"]):
        assert "Nine days." in html
        assert not re.search(r"<noscript|more|data-(id|number|change|author|state)=| id=|/groups/|<li", html)
