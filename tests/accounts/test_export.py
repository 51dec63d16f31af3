"""Everything of mine: packed by a job, in words and for programs, taken once, and nothing of others in it."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.belongings import belongings
from apps.accounts.models import Export, User
from apps.accounts.services import exports
from apps.accounts.services.consent import withdraw_consent
from apps.accounts.tasks import end_exports, make_exports
from apps.core.errors import NotFound
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.messaging.services.conversations import decline
from apps.moderation.models import Concern
from apps.moderation.services import cards, care
from tests.accounts.factories import PASSPHRASE
from tests.accounts.leaving import CANARY, SAID, make_canary
from tests.groups.factories import membership_of
from tests.messaging.conversing import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def packed(user: User) -> zipfile.ZipFile:
    export = exports.ask_export(user)
    make_exports()
    return zipfile.ZipFile(io.BytesIO(exports.take_export(user, export.public_id)))


def test_everything_of_mine_is_in_it_and_nothing_of_others_but_their_alias(group: Group, alice: User) -> None:
    user = make_canary(group)
    box = packed(user)
    told: dict[str, list[dict[str, Any]]] = json.loads(box.read("everything.json"))["tables"]
    page = box.read("everything.html").decode()

    assert set(told) == {belonging.model for belonging in belongings() if belonging.fields}
    assert [row["body"] for row in told["messaging.Message"] if "dear" in row["body"]] == [f"{SAID}, dear @Sparrow"]
    assert told["groups.JoinRequest"][0]["answers"][0]["answer"] == f"A {CANARY}"
    assert [row["mood"] for row in told["meetings.Echo"]] == ["", "heavier"]
    assert (told["journey.CheckIn"][0]["feeling"], told["journey.CheckIn"][0]["note"]) == ("2", CANARY)
    assert told["journey.Milestone"][0]["hard_times"][0] == {"on": "2026-11-14", "until": "2026-11-14", "note": CANARY}
    assert told["journey.PactDay"][0]["pledge"] == f"Less {CANARY}"
    assert told["journey.PactTerms"][0]["aim"] == f"Then {CANARY}"
    assert told["journey.PactSide"][0]["with_whom"] == "Magpie"
    assert told["meetings.AttendanceProof"][0]["name"] == f"Maria {CANARY}"
    assert told["groups.Block"][0]["blocked__alias"] == "Stoat"
    assert told["moderation.Report"][0]["words"] == CANARY
    assert [name for name in box.namelist() if name.startswith("files/")], "pictures are in it"
    for text in (json.dumps(told), page):
        assert "Only for you" not in text, "what others said is theirs"
        assert "Only the mate" not in text
        assert "I hear you," not in text
        assert "other@example.org" not in text
        assert "alice@example.org" not in text
    assert "I feel heavier" in page
    assert not re.search(r"<script|<link|<img|https?://|style=", page), "it loads nothing and runs nothing"


def test_an_export_tells_no_silent_no_and_no_note_of_moderators(
    group: Group, bob: User, carol: User, alice: User, mo: User
) -> None:
    no = asked(bob, carol, group)
    decline(read_access(carol, group), no.room.public_id)
    asked(bob, alice, group)
    cards.write_card(read_access(bob, group), "My sister")
    his, member = read_access(mo, group), membership_of(mo, group)
    for words in ("How are you?", ""):
        concern = Concern.objects.create(group=group, member=membership_of(bob, group), taken_by=member)
        if words:
            care.tell_member(his, concern.public_id, words)
            cards.ask_to_open(his, concern.public_id, "A note of those above")
        care.close_concern(his, concern.public_id, care.Ending("A note of those above", asks_again=False))

    box = packed(bob)
    told, page = json.loads(box.read("everything.json"))["tables"], box.read("everything.html").decode()
    assert [row["told_state"] for row in told["messaging.Conversation"]] == ["asked", "asked"]
    [theirs] = json.loads(packed(carol).read("everything.json"))["tables"]["messaging.Conversation"]
    assert theirs["told_state"] == "declined", "to whoever said it, it is what they said"
    assert len(told["moderation.Concern"]) == 1, "the other one was never told of"
    assert told["moderation.CardOpening"] == [], "nobody opened it"
    codes = [row["code"] for row in told["moderation.AuditEntry"]]
    assert codes == ["care.told", "care.card_asked", "care.closed"], "as their page of decisions says"
    assert told["moderation.AuditText"] == [{"text": "How are you?"}]
    for text in (json.dumps(told), page):
        assert "A note of those above" not in text
        assert "declined" not in text


def test_the_page_asks_who_it_is_shows_how_far_it_is_and_gives_it_out_once(client: Client, bob: User) -> None:
    client.force_login(bob)
    assert "/accounts/reauthenticate/" in client.get("/me/data/export/").headers["Location"]
    back = client.post("/accounts/reauthenticate/", {"password": PASSPHRASE, "next": "/me/data/export/"})
    assert back.headers["Location"] == "/me/data/export/"
    assert b"Pack it" in client.get("/me/data/export/").content
    client.post("/me/data/export/")
    client.post("/me/data/export/")
    export = Export.objects.get(user=bob)
    Export.objects.update(done=3, parts=9)
    assert b"3 of 9" in client.get("/me/data/export/").content
    assert client.post(f"/me/data/export/{export.public_id}/").status_code == 404, "not ready"

    make_exports()
    content = Path(Export.objects.get(user=bob).file.path).read_bytes()
    assert not zipfile.is_zipfile(io.BytesIO(content)), "it is sealed while it lies here"
    taken = client.post(f"/me/data/export/{export.public_id}/")
    assert taken.headers["Content-Type"] == "application/zip"
    assert zipfile.is_zipfile(io.BytesIO(taken.content))
    assert client.post(f"/me/data/export/{export.public_id}/").status_code == 404, "taken"
    assert not Export.objects.exists()


def test_nobody_else_takes_it_and_after_a_day_nobody_does(
    client: Client, bob: User, carol: User, django_capture_on_commit_callbacks: Any
) -> None:
    export = exports.ask_export(bob)
    make_exports()
    with pytest.raises(NotFound):
        exports.take_export(carol, export.public_id)
    Export.objects.update(ready_at=timezone.now() - exports.KEPT)
    with pytest.raises(NotFound):
        exports.take_export(bob, export.public_id)
    name = Export.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        end_exports()
    assert not Export.objects.exists()
    assert name
    assert not default_storage.exists(name)


def test_one_that_no_key_opens_any_more_is_gone_and_can_be_asked_for_anew(
    client: Client, bob: User, settings: Settings
) -> None:
    client.force_login(bob)
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    settings.ENCRYPTION_KEYS = ["the key of before"]
    export = exports.ask_export(bob)
    make_exports()
    settings.ENCRYPTION_KEYS = ["the key of now"]
    assert client.post(f"/me/data/export/{export.public_id}/").status_code == 404
    assert not Export.objects.exists()
    assert packed(bob).namelist(), "packed anew"


def test_sessions_that_are_over_are_gone_with_their_line_in_the_list(client: Client, bob: User) -> None:
    sign_in = {"login": bob.email, "password": PASSPHRASE}
    for browser in (client, Client()):
        browser.post("/accounts/login/", sign_in)
    assert UserSession.objects.filter(user=bob).count() == 2
    Session.objects.exclude(session_key=client.session.session_key).update(expire_date=timezone.now())
    end_exports()
    assert UserSession.objects.get(user=bob).session_key == client.session.session_key
    assert Session.objects.count() == 1


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_ends(bob: User) -> None:
    exports.ask_export(bob)
    now = timezone.now()
    Export.objects.update(leased_until=now + timedelta(minutes=5))
    assert exports.make_exports(now=now) == 0, "somebody is at it"
    assert exports.make_exports(now=now + timedelta(minutes=6)) == 1
    assert exports.make_exports() == 0


def test_whoever_took_their_agreement_back_can_still_take_everything_along(client: Client, bob: User) -> None:
    client.force_login(bob)
    assert client.get("/groups/").status_code == 200
    client.post("/me/data/consent/withdrawal/")
    assert client.get("/groups/").headers["Location"].startswith("/me/consent/")
    page = client.get("/me/data/").content.decode()
    assert "You took it back" in page
    assert "taken back on" in page
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    assert client.get("/me/data/export/").status_code == 200
    assert client.get("/me/data/erasure/").status_code == 200
    withdraw_consent(bob)
    assert bob.consents.filter(withdrawn_at=None).count() == 1, "being an adult is no agreement"
