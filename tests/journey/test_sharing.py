"""Telling others of a milestone or a check-in: composed by its owner, seen beforehand, never sent by itself."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.journey.models import Milestone
from apps.journey.services.check_ins import Felt, check_in
from apps.journey.services.sharing import places_of
from apps.messaging.models import Message, UnsentDraft
from apps.messaging.services.conversations import bring_together
from tests.groups.factories import make_group, make_membership, membership_of
from tests.journey.keeping import begin
from tests.journey.pacting import have_pact

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
    assert [place.kind for place in places_of(bob)] == ["wall", "chat"], "two who do not write to each other yet"
    talk = bring_together(read_access(bob, group), membership_of(carol, group))
    alone = places_of(bob)[-1]
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
