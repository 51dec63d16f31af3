"""What somebody puts into addresses and forms of the chat is answered, and soon; nothing breaks, nothing is told."""

import time
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageOps

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.messaging.models import Room
from apps.messaging.rules.contact_details import contact_in
from apps.messaging.rules.pictures import encode
from apps.messaging.rules.screening import LONGEST_POST
from apps.messaging.services import pictures
from apps.messaging.services.rooms import chat_room, wall_room
from tests.groups.factories import membership_of
from tests.messaging.conversing import say, signed_in


@pytest.fixture
def room(group: Group) -> Room:
    return chat_room(group)


@pytest.mark.parametrize(
    "address",
    [
        "/groups/{group}/search/?q=rain&after=%00",
        "/groups/{group}/search/?q=%00",
        "/groups/{group}/search/?person=%00",
        "/groups/{group}/chat/?around=%00",
        "/groups/{group}/chat/?reply_to=%00",
        "/groups/{group}/wall/?before=%00",
        "/rooms/{room}/aliases/?q=%00",
        "/rooms/{room}/draft/?thread=%00",
        "/rooms/{room}/messages/?around=%00",
        "/rooms/{room}/messages/?above=999999999999999999",
        "/groups/{group}/chat/?above=999999999999999999",
        "/groups/{group}/report/?message=%00",
    ],
)
def test_an_odd_address_is_answered(bob: User, group: Group, room: Room, address: str) -> None:
    say(bob, room, "Some rain")
    answer = signed_in(bob).get(address.format(group=group.public_id, room=room.public_id))
    assert answer.status_code < 500


def test_an_odd_cookie_counts_as_none(db: None) -> None:
    odd = '"\\000abcdefghij"'
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages", "zone")
    visitor = Client(headers={"Cookie": "; ".join(f"{name}={odd}" for name in names)})
    assert [visitor.get(address).status_code for address in ("/", "/healthz", "/help/")] == [200] * 3


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/me/words/", {"word": "a\0b"}),
        ("/me/words/removal/", {"word": "a\0b"}),
        ("/rooms/{room}/preview/", {"body": "a\0b"}),
        ("/rooms/{room}/draft/", {"body": "a\0b"}),
        ("/rooms/{room}/reading/", {"number": "999999999999999999"}),
        ("/rooms/{room}/messages/", {"client_id": "one", "body": "a\0b"}),
        ("/rooms/{room}/messages/", {"client_id": "one", "body": "a", "content_note": "a\0b"}),
        ("/rooms/{room}/messages/", {"client_id": "one", "body": "a", "pictures": "x " * 5000}),
        ("/messages/{message}/editing/", {"body": "a\0b"}),
        ("/messages/{message}/editing/", {"body": "a", "content_note": "a\0b"}),
        ("/messages/{message}/reactions/", {"kind": "\0"}),
        ("/groups/{group}/members/{other}/asking/", {"body": "a\0b", "client_id": "\0"}),
    ],
)
def test_an_odd_form_is_answered(
    bob: User, carol: User, group: Group, room: Room, address: str, given: dict[str, str]
) -> None:
    message = say(bob, room, "Some rain")
    places = {
        "group": group.public_id,
        "room": room.public_id,
        "message": message.public_id,
        "other": membership_of(carol, group).public_id,
    }
    assert signed_in(bob).post(address.format(**places), given).status_code < 500


@pytest.mark.parametrize("field", ["client_id", "body", "content_note", "reply_to", "thread", "pictures", "kind"])
@pytest.mark.parametrize("address", ["/rooms/{room}/messages/", "/messages/{message}/editing/"])
def test_half_a_character_is_answered(bob: User, room: Room, address: str, field: str) -> None:
    message = say(bob, room, "Some rain")
    given = {"client_id": "one", "body": "Words", field: "\ud800"}
    place = address.format(room=room.public_id, message=message.public_id)
    assert signed_in(bob).post(place, given, content_type="application/json").status_code < 500


@pytest.mark.parametrize(
    "words",
    [
        "insta" + " " * LONGEST_POST,
        ("insta" + " " * 400) * (LONGEST_POST // 405),
        "a@" + "a." * (LONGEST_POST // 2),
        "1 " * (LONGEST_POST // 2),
        "a" + " " * LONGEST_POST + "(",
    ],
)
def test_ways_to_be_reached_are_looked_for_in_no_time(words: str) -> None:
    # Of this thread's own work: what else the machine does is no fault of the words.
    begun = time.thread_time()
    contact_in(words)
    assert time.thread_time() - begun < 0.5


def test_a_page_of_what_was_found_begins_at_nothing_that_is_not_met(
    bob: User, carol: User, group: Group, room: Room
) -> None:
    say(bob, room, "Some rain")
    block_member(read_access(carol, group), membership_of(bob, group))
    unmet = say(carol, room, "Other words")
    say(bob, room, "More rain")
    his, address = signed_in(bob), f"/groups/{group.public_id}/search/?q=rain&after="
    answers = [his.get(address + one).content.decode().count("<mark>") for one in (unmet.public_id, "AAAAAAAAAAAA")]
    assert answers[0] == answers[1]


def test_a_picture_whose_camera_wrote_nonsense_is_taken_in_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "maker"
    kept = BytesIO()
    # The maker's name where the library expects a number.
    Image.new("RGB", (40, 30)).save(kept, "JPEG", exif=exif.tobytes().replace(b"\x01\x0f\x00\x02", b"\x01\x11\x00\x02"))
    with Image.open(kept) as image, pytest.raises(Exception, match="required argument"):
        ImageOps.exif_transpose(image)
    taken = encode(kept, len(kept.getvalue()))
    assert (taken.width, taken.height) == (30, 40)


def test_looking_at_what_is_no_picture_has_an_end(bob: User, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 3
    monkeypatch.setattr(pictures, "MOST_TRIED_AN_HOUR", most)
    his, address = signed_in(bob), f"/rooms/{room.public_id}/pictures/"
    answers = [
        his.post(
            address, {"picture": SimpleUploadedFile("a.png", b"no picture")}, headers={"Accept": "application/json"}
        )
        for _attempt in range(most + 1)
    ]
    assert [answer.status_code for answer in answers] == [422] * most + [429]


def test_a_long_answer_on_the_wall_can_be_looked_at_before(bob: User, group: Group) -> None:
    wall, words = wall_room(group), "A word. " * 1000
    assert signed_in(bob).post(f"/rooms/{wall.public_id}/preview/", {"body": words}).status_code == 200
