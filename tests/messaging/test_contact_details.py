"""Words that lead outside are asked about before they are sent, to those for whom it is dangerous."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.errors import ContactDetails, MailAddress, OutsideAccount, PhoneNumber
from apps.messaging.models import Message, Room
from apps.messaging.rules.contact_details import contact_in
from apps.messaging.services.posting import Draft, post_message
from tests.groups.factories import membership_of


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("call me on 07700 900123", PhoneNumber),
        ("+44 (0)7700-900-123 any time", PhoneNumber),
        ("mi número es 612 34 56 78", PhoneNumber),
        ("٠٧٧٠٠٩٠٠١٢٣", PhoneNumber),
        ("write to heron@example.org", MailAddress),
        ("heron (at) example (dot) org", MailAddress),
        ("I am on t.me/heron", OutsideAccount),
        ("https://chat.whatsapp.com/AbC", OutsideAccount),
        ("www.instagram.com/heron", OutsideAccount),
        ("insta: heron.walks", OutsideAccount),
        ("My Telegram is heron", OutsideAccount),
        ("discord.gg/abc", OutsideAccount),
        ("She died on 2026-11-22 at 19:00.", None),
        ("22/11/2026, 12.03.2024 and 2019-2024", None),
        ("Day 1200. I weigh 80 kg and walked 10 000 steps.", None),
        ("Samaritans are on 116 123, the other is 988", None),
        ("@Bramble, thank you", None),
        ("I deleted facebook and it is better", None),
        ("An article: https://example.org/grief/2024/03/12", None),
        ("", None),
    ],
)
def test_what_leads_outside_is_noticed(words: str, asked: type[ContactDetails] | None) -> None:
    found = contact_in(words)
    assert type(found) is (asked or type(None))


def test_long_words_are_read_quickly() -> None:
    for words in ("1 " * 2000, "a@" * 2000, "instagram " * 400, "(at)" * 1000, "1-" * 2000):
        contact_in(words)


def post(user: User, room: Room, body: str, *, is_sure: bool = False) -> Message:
    client_id = f"c{Message.objects.count()}"
    return post_message(Draft(user.pk, room.public_id, client_id, body, is_sure=is_sure)).message


def test_a_newcomer_is_asked_and_can_send_it_all_the_same(bob: User, carol: User, group: Group, room: Room) -> None:
    new = membership_of(bob, group)
    new.settled_at = None
    new.save()
    with pytest.raises(ContactDetails):
        post(bob, room, "07700 900123")
    assert not Message.objects.exists()
    assert post(bob, room, "07700 900123", is_sure=True).number == 1
    assert post(carol, room, "07700 900123").number == 2


def test_the_form_keeps_the_words_and_asks(bob: User, group: Group, room: Room) -> None:
    new = membership_of(bob, group)
    new.settled_at = None
    new.save()
    client = Client()
    client.force_login(bob)
    given = {"client_id": "one", "body": "Mine is 07700 900123"}
    asked = client.post(f"/rooms/{room.public_id}/messages/", given)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "Mine is 07700 900123</textarea>" in page
    assert "This looks like a phone number" in page
    assert 'name="confirmed"' in page
    as_json = client.post(f"/rooms/{room.public_id}/messages/", given, content_type="application/json")
    assert (as_json.status_code, as_json.json()["code"]) == (409, "contact_details")
    assert client.post(f"/rooms/{room.public_id}/messages/", given | {"confirmed": "yes"}).status_code == 302
