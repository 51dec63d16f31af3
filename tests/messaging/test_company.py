"""Whoever writes of being in danger is offered somebody to talk to: they alone, at once, and nothing else happens."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.messaging.models import Message, Room
from apps.moderation.models import Report
from apps.notifications.models import Notice
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab

HARD = "I don't want to be here anymore."
CARD = "What you wrote sounds very hard to carry."


@pytest.fixture
def page(client: Client, bob: User) -> Client:
    client.force_login(bob)
    return client


def shown(html: str) -> bool:
    card = html.split("data-company ")[1].split(">", maxsplit=1)[0]
    return CARD in html and "hidden" not in card


@pytest.mark.django_db
def test_without_javascript_the_next_page_offers_company(page: Client, room: Room) -> None:
    answer = page.post(f"/rooms/{room.public_id}/messages/", {"client_id": "a", "body": HARD})
    assert "?company=1#m-" in answer["Location"]
    assert shown(page.get(answer["Location"].partition("#")[0]).content.decode())


@pytest.mark.django_db
def test_other_words_lead_to_the_page_as_ever(page: Client, room: Room) -> None:
    answer = page.post(f"/rooms/{room.public_id}/messages/", {"client_id": "a", "body": "My feet are killing me."})
    assert "company" not in answer["Location"]
    assert not shown(page.get(answer["Location"].partition("#")[0]).content.decode())


@pytest.mark.django_db
def test_message_is_kept_as_every_other_and_nobody_is_told(page: Client, room: Room) -> None:
    answer = page.post(
        f"/rooms/{room.public_id}/messages/",
        {"client_id": "a", "body": "Hello", "content_note": HARD},
        headers={"Accept": "application/json"},
    ).json()
    kept = Message.objects.get()
    assert answer["company"] is True
    assert (kept.state, kept.number) == (Message.State.VISIBLE, 1)
    assert not Report.objects.exists()
    assert not Notice.objects.exists()


def test_author_alone_hears_of_it_on_open_pages(
    live_app: LiveApp, room: Room, bob: User, carol: User, mo: User
) -> None:
    with (
        open_tab(live_app.socket_url, cookie_of(bob)) as his,
        open_tab(live_app.socket_url, cookie_of(carol)) as hers,
        open_tab(live_app.socket_url, cookie_of(mo)) as moderators,
    ):
        for tab in (his, hers, moderators):
            tab.open(room.public_id)
        his.say(room.public_id, HARD)
        assert his.until("message.sent")["company"] is True
        others = [tab.once("message.changed") for tab in (his, hers, moderators)]
        his.say(room.public_id, "Thank you.")
        assert "company" not in his.until("message.sent", where=lambda frame: frame["number"] == 2)
    assert all("company" not in frame and CARD not in frame["html"] for frame in others)
