"""What somebody has begun to write: on every device of theirs, nowhere else, until it is sent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import EndKind, Group
from apps.groups.services.memberships import end_membership, mute_membership
from apps.messaging.models import Message, Room, UnsentDraft
from apps.messaging.services.drafts import JUST_NOW
from apps.messaging.services.posting import Draft, post_message
from tests.groups.factories import membership_of
from tests.live import LiveApp, wait_until
from tests.messaging.tabs import cookie_of, open_tab

JSON = {"Accept": "application/json"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(room: Room) -> str:
    return f"/rooms/{room.public_id}/draft/"


def keep(client: Client, room: Room, body: str, known: str = "", **more: str) -> tuple[int, dict[str, str]]:
    answer = client.post(address(room), {"body": body, "known": known, **more}, headers=JSON)
    return answer.status_code, answer.json()


def test_draft_is_there_on_another_device(bob: User, room: Room, group: Group) -> None:
    status, kept = keep(signed_in(bob), room, "Half a thought", kind="struggle", content_note="a loss")
    assert status == 200
    other = signed_in(bob)
    assert other.get(address(room), headers=JSON).json() == {
        "version": kept["version"],
        "body": "Half a thought",
        "kind": "struggle",
        "content_note": "a loss",
        "reply_to": "",
    }
    page = other.get(f"/groups/{group.public_id}/chat/").content.decode()
    assert "Half a thought</textarea>" in page
    assert f'name="draft" value="{kept["version"]}"' in page


def test_draft_is_nobody_elses(bob: User, carol: User, alice: User, eve: User, room: Room, group: Group) -> None:
    keep(signed_in(bob), room, "Only mine")
    for other in (carol, alice):
        assert "Only mine" not in signed_in(other).get(address(room), headers=JSON).content.decode()
        assert "Only mine" not in signed_in(other).get(f"/groups/{group.public_id}/chat/").content.decode()
    for client in (signed_in(eve), Client()):
        assert client.get(address(room), headers=JSON).status_code == 404
        assert client.post(address(room), {"body": "x"}, headers=JSON).status_code == 404


def test_newer_words_of_another_tab_are_never_overwritten(bob: User, room: Room) -> None:
    here, there = signed_in(bob), signed_in(bob)
    _status, first = keep(here, room, "Begun")
    _status, newer = keep(there, room, "Begun, and gone on", first["version"])
    status, told = keep(here, room, "Begun otherwise", first["version"])
    assert (status, told["code"], told["body"]) == (409, "draft_elsewhere", "Begun, and gone on")
    assert UnsentDraft.objects.get().body == "Begun, and gone on"
    assert told["version"] == newer["version"]
    assert keep(here, room, "Begun otherwise", told["version"])[0] == 200
    assert UnsentDraft.objects.get().body == "Begun otherwise"


def test_the_same_words_twice_are_no_quarrel(bob: User, room: Room) -> None:
    client = signed_in(bob)
    keep(client, room, "The same")
    assert keep(client, room, "The same")[0] == 200
    assert UnsentDraft.objects.count() == 1


def test_empty_composer_leaves_no_draft(bob: User, room: Room) -> None:
    client = signed_in(bob)
    _status, kept = keep(client, room, "Something")
    assert keep(client, room, "  ", kept["version"]) == (200, {"version": ""})
    assert not UnsentDraft.objects.exists()


def test_sending_takes_the_draft_away_and_leaves_other_words(bob: User, room: Room) -> None:
    client = signed_in(bob)
    keep(client, room, "Newer words")
    post_message(Draft(bob.pk, room.public_id, "one", "Older words", has_draft=True))
    assert UnsentDraft.objects.get().body == "Newer words"
    post_message(Draft(bob.pk, room.public_id, "two", "Newer words ", has_draft=True))
    assert not UnsentDraft.objects.exists()


def test_refused_message_leaves_its_draft(bob: User, room: Room) -> None:
    client = signed_in(bob)
    keep(client, room, "Kept", content_note="x" * 80)
    answer = client.post(
        f"/rooms/{room.public_id}/messages/",
        {"client_id": "a", "body": "Kept", "content_note": "x" * 81, "draft": "yes"},
        headers=JSON,
    )
    assert answer.status_code == 422
    assert UnsentDraft.objects.exists()


def test_saving_that_comes_after_the_sending_keeps_nothing(bob: User, room: Room) -> None:
    post_message(Draft(bob.pk, room.public_id, "one", "Said"))
    assert keep(signed_in(bob), room, "Said\n") == (200, {"version": ""})
    Message.objects.update(posted_at=Message.objects.get().posted_at - 2 * JUST_NOW)
    keep(signed_in(bob), room, "Said\n")
    assert UnsentDraft.objects.exists()


def test_whoever_is_out_leaves_no_draft(bob: User, carol: User, room: Room, group: Group) -> None:
    for user in (bob, carol):
        keep(signed_in(user), room, "Unsent")
    end_membership(membership_of(bob, group), EndKind.REMOVED)
    assert UnsentDraft.objects.get().membership == membership_of(carol, group)
    assert keep(signed_in(bob), room, "Again")[0] == 404


def test_what_is_too_long_to_send_is_kept_to_be_shortened(bob: User, room: Room) -> None:
    assert keep(signed_in(bob), room, "x" * 9000)[0] == 200
    assert UnsentDraft.objects.get().body == "x" * 9000


def test_muted_member_keeps_what_was_begun(bob: User, room: Room, group: Group) -> None:
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(days=1))
    assert keep(signed_in(bob), room, "For later")[0] == 200


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": "x" * 20_001}, "too_long"),
        ({"body": "a", "content_note": "x" * 81}, "too_long"),
        ({"body": "a\0"}, "not_text"),
        ({"body": "a", "kind": "boast"}, "invalid"),
        ({"body": "a", "kind": "\0"}, "invalid"),
        ({"body": "a", "reply_to": "x" * 13}, "invalid"),
        ({"body": "a", "known": "yesterday"}, "invalid"),
        ({"body": "a", "known": "2026-13-77T00:00:00"}, "invalid"),
    ],
)
def test_odd_drafts_are_answered_in_words(bob: User, room: Room, fields: dict[str, str], code: str) -> None:
    answer = signed_in(bob).post(address(room), fields, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not UnsentDraft.objects.exists()


def test_without_javascript_a_button_keeps_the_words(bob: User, room: Room, group: Group) -> None:
    answer = signed_in(bob).post(address(room), {"body": "Later", "client_id": "x", "known": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/groups/{group.public_id}/chat/")
    assert UnsentDraft.objects.get().body == "Later"


def test_socket_clears_the_draft_it_sends(live_app: LiveApp, bob: User, room: Room) -> None:
    UnsentDraft.objects.create(membership=membership_of(bob, room.group), room=room, body="By socket")
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        tab.say(room.public_id, "By socket", draft="its version")
        tab.until("message.sent")
    wait_until(lambda: not UnsentDraft.objects.exists(), what="the draft is gone")
