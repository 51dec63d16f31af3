"""How many questions a page asks the database is fixed: it grows neither with people nor with what was said.

A number that has to rise is raised here, knowingly. What a message costs besides is in one pipeline that Django does not
count (services/batch_rows.py).
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import Room
from apps.messaging.services.posting import Draft, post_messages
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership

pytestmark = pytest.mark.django_db

CHAT, INBOX, HISTORY, CATCH_UP, POST = 24, 14, 13, 13, 2


@pytest.fixture
def browser(bob: User) -> Client:
    browser = Client()
    browser.force_login(bob)
    return browser


def say(user: User, room: Room, count: int, start: int = 0) -> None:
    post_messages([Draft(user.pk, room.public_id, f"c{n}", f"Word {n}") for n in range(start, start + count)])


def questions(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def pages(browser: Client, group: Group, room: Room) -> dict[str, Callable[[], object]]:
    accept = {"Accept": "application/json"}
    messages = f"/rooms/{room.public_id}/messages/"
    return {
        "chat": lambda: browser.get(f"/groups/{group.public_id}/chat/"),
        "inbox": lambda: browser.get("/messages/"),
        "history": lambda: browser.get(messages, {"before": 20}, headers=accept),
        "catch-up": lambda: browser.get(messages, {"after": 1}, headers=accept),
    }


PINNED = {"chat": CHAT, "inbox": INBOX, "history": HISTORY, "catch-up": CATCH_UP}


@pytest.mark.parametrize("page", PINNED)
def test_a_page_asks_as_often_as_ever(
    browser: Client, group: Group, room: Room, bob: User, carol: User, page: str
) -> None:
    say(carol, room, 5)
    ask = pages(browser, group, room)[page]
    ask()  # What is cached for everybody is read once.
    few = questions(ask)
    say(carol, room, 20, start=5)
    for number in range(3):
        make_membership(make_user(f"more{number}"), group, f"Reed {number}")
    many = questions(ask)
    assert (few, many) == (PINNED[page], PINNED[page])


def test_the_inbox_asks_once_more_for_each_group(browser: Client, group: Group, room: Room, bob: User) -> None:
    ask = pages(browser, group, room)["inbox"]
    ask()
    for number in range(2):
        make_membership(bob, make_group(f"Another {number}"), f"Fern {number}")
    ask()  # The first look makes a group's room.
    some = questions(ask)
    for number in range(2, 4):
        make_membership(bob, make_group(f"Another {number}"), f"Fern {number}")
    ask()
    # Conversations of two are asked for by group; rooms, what is new in them and blocks are not.
    assert questions(ask) == some + 2


def test_a_batch_asks_as_often_as_one_message(room: Room, bob: User, carol: User) -> None:
    say(bob, room, 1)
    say(carol, room, 1)

    def post(start: int, count: int) -> int:
        return questions(lambda: say(bob, room, count, start=start))

    assert (post(10, 1), post(20, 5)) == (POST, POST)
