"""Quiet answers over real sockets: presence for everybody, `mine` for the person's own tabs alone."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.messaging.models import Room
from apps.messaging.services.reactions import answer_quietly
from tests.live import LiveApp
from tests.messaging.changing import say
from tests.messaging.tabs import cookie_of, open_tab


def test_own_tabs_learn_which_answers_are_mine(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    message = say(carol, room, "Nine days.").public_id
    with (
        open_tab(live_app.socket_url, cookie_of(bob)) as one,
        open_tab(live_app.socket_url, cookie_of(bob)) as other,
        open_tab(live_app.socket_url, cookie_of(carol)) as hers,
    ):
        for tab in (one, other, hers):
            tab.open(room.public_id)
        for is_present, mine in ((True, ["hear"]), (False, [])):
            answer_quietly(bob.pk, message, "hear", is_present=is_present)
            for tab in (one, other):
                told = tab.until("reaction.mine")
                assert told == {"type": "reaction.mine", "room": room.public_id, "id": message, "mine": mine}
            changed = hers.until("message.changed")
            assert (changed["id"], changed["reactions"]) == (message, mine)
            assert "mine" not in changed
        hers.send(type="ping")
        hers.until("pong")
        assert "reaction.mine" not in str(hers.frames)
        assert "data-mine" not in str(hers.frames)


def test_a_tab_in_another_room_is_told_nothing(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    message = say(carol, room, "Nine days.").public_id
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        answer_quietly(bob.pk, message, "hear", is_present=True)
        tab.send(type="ping")
        tab.until("pong")
        assert [frame["type"] for frame in tab.frames] == ["pong"]


def test_whoever_was_removed_gets_nothing_although_the_socket_is_open(
    live_app: LiveApp, room: Room, bob: User, carol: User
) -> None:
    message = say(carol, room, "Nine days.").public_id
    client = Client()
    client.force_login(bob)
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        Membership.objects.filter(user=bob).update(ended_at=timezone.now() - timedelta(seconds=1))
        answer = client.post(
            f"/messages/{message}/reactions/", {"kind": "hear"}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 404
