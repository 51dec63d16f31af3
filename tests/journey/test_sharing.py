"""Telling others of a milestone, a check-in or a day: composed by its owner, seen beforehand, never sent by itself."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.journey.models import Milestone, OwnDay
from apps.journey.rules.own_days import Part
from apps.journey.services.check_ins import Felt, check_in
from apps.journey.services.own_days import Said, change_own_day, keep_own_day
from apps.journey.services.pact_asking import accept_pact
from apps.journey.services.sharing import places_of
from apps.messaging.models import ChatPreference, Conversation, Message, UnsentDraft
from apps.messaging.services.conversations import ask as ask_to_write
from apps.messaging.services.conversations import decline
from apps.notifications.models import Notice
from tests.groups.factories import make_group, make_membership, membership_of
from tests.journey.keeping import begin
from tests.journey.pacting import BOTH_AGREE, ask, have_pact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_clock() -> Iterator[None]:
    """The pages' people and the test read the same clock on the wall, whatever the season."""
    with timezone.override("Europe/London"):
        yield


def test_a_milestone_is_told_in_ones_own_words_and_without_a_number(client: Client, group: Group, bob: User) -> None:
    client.force_login(bob)
    today = timezone.localdate()
    free = begin(bob, "Without a drink", "free", today - timedelta(days=412), today)
    share = reverse("journey:milestone_share", args=[free.public_id])
    assert share in client.get(reverse("journey:milestone", args=[free.public_id])).content.decode()
    page = unescape(client.get(share).content.decode())
    assert "A day that means a lot to me: Without a drink." in page
    assert "412" not in page
    wall = f"wall:{group.public_id}"
    page = client.post(share, {"words": "I am still here.", "place": wall, "act": "more"}).content.decode()
    assert "I am still here.\n412 days.</textarea>" in page.replace("\r", "")
    assert f'value="{wall}"' in page
    assert not UnsentDraft.objects.exists()

    there = client.post(share, {"words": "I am still here.", "place": wall}).headers["Location"]
    assert there == reverse("messaging:wall_writing", args=[group.public_id])
    assert "I am still here." in client.get(there).content.decode()
    assert UnsentDraft.objects.get().kind == "win"
    assert not Message.objects.exists(), "nothing is sent by it"
    again = client.post(share, {"words": "Other words", "place": wall})
    assert again.status_code == 422
    assert "begun to write something else there" in again.content.decode()
    assert "Other words</textarea>" in again.content.decode(), "what was begun there stays, and so does what was typed"

    for wrong in ({"words": "", "place": wall}, {"words": "A"}, {"words": "A", "place": "wall:111111111111"}):
        assert client.post(share, wrong).status_code == 422
    elsewhere = make_group("Another")
    assert client.post(share, {"words": "A", "place": f"wall:{elsewhere.public_id}"}).status_code == 422
    Milestone.objects.filter(pk=free.pk).update(shows_number=False)
    assert "Add the number" not in client.get(share).content.decode(), "whoever wants no number is offered none"
    day = begin(bob, "Mum", "remembrance", today, today)
    share = reverse("journey:milestone_share", args=[day.public_id])
    client.post(share, {"words": "I remember her", "place": f"chat:{group.public_id}"})
    assert UnsentDraft.objects.get(room__kind="chat").kind == "plain"


def test_a_check_in_goes_to_a_chat_or_to_whom_one_has_a_pact_with(
    client: Client, group: Group, bob: User, carol: User, nia: User
) -> None:
    client.force_login(bob)
    said = check_in(bob, Felt("2", ["Sleep", "Work"], "I lay awake"))
    share = reverse("journey:check_in_share", args=[said.public_id])
    page = unescape(client.get(share).content.decode())
    assert "How it is for me today: Heavy. Sleep, Work.</textarea>" in page
    assert "I lay awake" not in page, "a note is taken along only by asking for it"
    more = client.post(share, {"words": "Heavy.", "act": "more"}).content.decode()
    assert "Heavy.\nI lay awake</textarea>" in more.replace("\r", "")
    there = client.post(share, {"words": "Heavy.", "place": f"chat:{group.public_id}"}).headers["Location"]
    assert there == reverse("messaging:chat", args=[group.public_id])
    assert "Heavy.</textarea>" in client.get(there).content.decode()

    have_pact(bob, carol, group)
    alone = places_of(bob)[-1]
    assert "once you two write" not in client.get(share).content.decode(), "a yes to a pact is one to writing, too"
    talk = Conversation.objects.get()
    assert not Notice.objects.filter(kind="direct_accepted").exists(), "they are told of the pact alone"
    write = reverse("messaging:ask", args=[group.public_id, membership_of(carol, group).public_id])
    assert client.get(write).headers["Location"] == reverse("messaging:conversation", args=[talk.room.public_id])
    assert alone.name == f"To {membership_of(carol, group).alias} alone, in {group.name}"
    there = client.post(share, {"words": "Only for you.", "place": alone.key}).headers["Location"]
    assert there == reverse("messaging:conversation", args=[talk.room.public_id])
    assert "Only for you.</textarea>" in client.get(there).content.decode()
    assert not Message.objects.exists()

    block_member(read_access(carol, group), membership_of(bob, group))
    assert alone.key not in {place.key for place in places_of(bob)}
    assert client.post(share, {"words": "Again.", "place": alone.key}).status_code == 422
    make_membership(nia, group, "Muted one", muted_until=timezone.now() + timedelta(days=1))
    assert places_of(nia) == [], "whoever may not write there is not led there"
    client.force_login(nia)
    assert client.get(share).status_code == 404
    own = reverse("journey:check_in_share", args=[check_in(nia, Felt("3")).public_id])
    assert "no group in which you can write" in client.get(own).content.decode()


HINT = "Somebody you have a pact with is offered here once you two write to each other."


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_whoever_takes_no_direct_messages_has_a_pact_without_a_conversation(
    client: Client, group: Group, bob: User, carol: User, who: str
) -> None:
    client.force_login(bob)
    share = reverse("journey:check_in_share", args=[check_in(bob, Felt("2")).public_id])
    assert HINT not in client.get(share).content.decode(), "whoever has no pact reads nothing of one"
    pact = ask(bob, carol, group)
    ChatPreference.objects.create(
        membership=membership_of({"bob": bob, "carol": carol}[who], group), takes_direct=False
    )
    accept_pact(carol, pact.public_id, BOTH_AGREE)
    assert not Conversation.objects.exists()
    assert [place.kind for place in places_of(bob)] == ["wall", "chat"]
    assert HINT in client.get(share).content.decode()


def test_a_yes_to_a_pact_answers_what_was_asked_or_declined_before(group: Group, bob: User, carol: User) -> None:
    talk = ask_to_write(read_access(bob, group), membership_of(carol, group), "Hello", "a")
    decline(read_access(carol, group), talk.room.public_id)
    have_pact(carol, bob, group)
    assert Conversation.objects.get().state == Conversation.State.ACCEPTED
    assert {places_of(one)[-1].kind for one in (bob, carol)} == {"alone"}


def shares_of(day: OwnDay) -> dict[Part, str]:
    return {part: reverse("journey:own_day_share", args=[day.public_id, part]) for part in Part}


def test_a_morning_or_an_evening_is_told_and_the_other_only_by_asking_for_it(
    client: Client, group: Group, bob: User, carol: User
) -> None:
    client.force_login(bob)
    assert "/sharing/" not in client.get("/journey/days/").content.decode(), "there is nothing to tell yet"
    keep_own_day(bob, Said("A walk to the corner", "It rained"))
    share = shares_of(OwnDay.objects.get())
    for page in ("/journey/days/", reverse("journey:own_day", args=[OwnDay.objects.get().public_id])):
        shown = client.get(page).content.decode()
        assert all(address in shown for address in share.values())
    morning = unescape(client.get(share[Part.MORNING]).content.decode())
    assert "What I mean to do today: A walk to the corner</textarea>" in morning
    assert "It rained" not in morning
    evening = unescape(client.get(share[Part.EVENING]).content.decode())
    assert "How my day was: It rained</textarea>" in evening
    assert "A walk" not in evening
    more = client.post(share[Part.MORNING], {"words": "A walk.", "act": "more"}).content.decode()
    assert "A walk.\nHow my day was: It rained</textarea>" in more.replace("\r", "")
    assert not UnsentDraft.objects.exists()

    there = client.post(share[Part.EVENING], {"words": "A wet day.", "place": f"wall:{group.public_id}"})
    assert there.headers["Location"] == reverse("messaging:wall_writing", args=[group.public_id])
    assert "A wet day." in client.get(there.headers["Location"]).content.decode()
    assert UnsentDraft.objects.get().kind == "plain"
    again = client.post(share[Part.MORNING], {"words": "Other words", "place": f"wall:{group.public_id}"})
    assert again.status_code == 422
    assert "Other words</textarea>" in again.content.decode(), "what was begun there stays, and so does what was typed"
    have_pact(bob, carol, group)
    talk = Conversation.objects.get()
    there = client.post(share[Part.MORNING], {"words": "Only for you.", "place": places_of(bob)[-1].key})
    assert there.headers["Location"] == reverse("messaging:conversation", args=[talk.room.public_id])
    assert not Message.objects.exists(), "nothing is sent by it"


def test_a_day_that_is_over_is_told_by_its_date_and_what_was_not_said_is_not_there(
    client: Client, group: Group, bob: User, carol: User
) -> None:
    client.force_login(bob)
    keep_own_day(bob, Said("A walk", "It rained"))
    day = OwnDay.objects.get()
    OwnDay.objects.update(day=day.day - timedelta(days=3))
    on = date_format(day.day - timedelta(days=3), "DATE_FORMAT")
    share = shares_of(day)
    assert f"What I meant to do on {on}: A walk</textarea>" in client.get(share[Part.MORNING]).content.decode()
    assert f"How it was for me on {on}: It rained</textarea>" in client.get(share[Part.EVENING]).content.decode()
    change_own_day(bob, day.public_id, Said("A walk"))
    assert "Add how it was" not in client.get(share[Part.MORNING]).content.decode()
    shown = client.get(reverse("journey:own_day", args=[day.public_id])).content.decode()
    assert (share[Part.MORNING] in shown, share[Part.EVENING] in shown) == (True, False)
    nothing = [share[Part.EVENING], reverse("journey:own_day_share", args=[day.public_id, "noon"])]
    told = {"words": "A", "place": f"chat:{group.public_id}"}
    assert {client.get(one).status_code for one in nothing} == {404}
    assert {client.post(one, told).status_code for one in nothing} == {404}
    client.force_login(carol)
    assert client.get(share[Part.MORNING]).status_code == client.post(share[Part.MORNING], told).status_code == 404
    assert not UnsentDraft.objects.exists()
