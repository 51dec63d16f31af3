"""Being gone: a fortnight in which it can be undone, and then nothing anywhere; and again after a restore."""

import os
import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from django.apps import apps
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.belongings import End, belongings
from apps.accounts.models import Erasure, User
from apps.accounts.services import erasing, exports, ledger
from apps.accounts.services.packing import rows_of
from apps.accounts.tasks import erase_due
from apps.core.rotation import sealed_columns
from apps.groups.models import Group, Membership
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.ownership import find_owners
from apps.messaging.models import Message, Room
from apps.messaging.services.presenting import describe
from apps.messaging.services.rooms import chat_room
from apps.moderation.models import AuditEntry, Report
from apps.moderation.services import actions
from apps.moderation.services.audit_check import verify_log
from apps.notifications.models import Notice
from devkit.postgres import installed_folder
from tests.accounts.factories import PASSPHRASE, make_user
from tests.accounts.leaving import CANARY, SAID, make_canary, say
from tests.groups.factories import make_membership, membership_of
from tests.moderation.factories import access_of, tomorrow, why


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "pictures")
    settings.ERASURE_LEDGER = str(tmp_path / "kept" / "erasures")


def dump() -> bytes:
    """Return the whole database as its owner would copy it."""
    database = connection.settings_dict
    where = {
        "PGHOST": database["HOST"], "PGPORT": str(database["PORT"]), "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"], "PGDATABASE": str(database["NAME"]),
    }  # fmt: skip
    given = {name: value for name, value in where.items() if value}
    return subprocess.run(
        [installed_folder() / "bin/pg_dump", "--no-owner"], env=os.environ | given, capture_output=True, check=True
    ).stdout


def files() -> bytes:
    found = [file for file in Path(django_settings.MEDIA_ROOT).rglob("*") if file.is_file()]
    return b"\n".join(str(file).encode() + file.read_bytes() for file in found)


def cached_and_queued() -> bytes:
    """Return every key and value of Valkey: the cache, and what waits for workers."""
    valkey = redis.Redis.from_url(django_settings.REDIS_URL)
    keys: list[bytes] = list(valkey.scan_iter(count=1000))
    return b"\n".join(key + (valkey.dump(key) or b"") for key in keys)


def unsealed() -> str:
    """Return what no dump shows, but whoever has the key reads: every sealed column of every row."""
    found = ((column.name, getattr(row, column.field.attname)) for column in sealed_columns() for row in column.rows())
    return "\n".join(f"{name}: {words!r}" for name, words in found if words)


def rows_kept_of(user: User) -> dict[str, set[Any]]:
    """Return the keys of the person's rows in each table that keeps something of people."""
    return {belonging.model: set(rows_of(belonging, user).values_list("pk", flat=True)) for belonging in belongings()}


@pytest.mark.django_db
def test_the_canary_has_something_in_every_table_that_keeps_anything_of_people(group: Group) -> None:
    user = make_canary(group)
    exports.ask_export(user)
    Erasure.objects.create(user=user, takes_words=True, due_at=timezone.now())
    empty = [model for model, rows in rows_kept_of(user).items() if not rows]
    assert not empty, (
        f"Nothing of the canary would show whether it goes: add a row in tests/accounts/corners.py: {empty}"
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_of_somebody_who_is_gone_is_left_anywhere(
    group: Group, alice: User, mo: User, caplog: pytest.LogCaptureFixture
) -> None:
    user = make_canary(group)
    actions.mute_member(access_of(mo, group), membership_of(user, group), until=tomorrow(), why=why(CANARY))
    exports.ask_export(user)
    exports.make_exports()
    before, theirs = dump(), rows_kept_of(user)
    assert before.count(CANARY.encode()) > 20, "the search finds what is there"
    assert unsealed().count(CANARY) > 20
    for sealed in ("Unsent ", "Maria ", "heavier", f"A {CANARY}", "Muted "):
        assert sealed.encode() not in before, "what is private cannot be read in a dump"
    assert CANARY.encode() in files()

    erasing.ask_erasure(user, takes_words=True)
    Erasure.objects.update(due_at=timezone.now())
    erase_due()

    places = {"database": dump(), "sealed": unsealed().encode(), "files": files(), "Valkey": cached_and_queued()}
    for place, left in places.items():
        found = left.lower().find(CANARY.encode())
        assert found < 0, f"{place}: {left[max(0, found - 200) : found + 100]!r}"
    assert CANARY not in caplog.text.lower()
    assert CANARY not in Path(django_settings.ERASURE_LEDGER).read_text()
    assert not User.objects.filter(pk=user.pk).exists()
    assert not list(verify_log()), "the audit log's chain is whole"
    assert AuditEntry.objects.exists()
    for belonging in belongings():
        rows = apps.get_model(belonging.model)._base_manager.filter(pk__in=theirs[belonging.model])
        assert belonging.end is not End.GONE or not rows.exists(), f"{belonging.model} is gone"


@pytest.mark.django_db
def test_words_that_stay_have_no_name_and_are_shown_to_nobody_who_was_kept_from_them(group: Group, bob: User) -> None:
    user = make_canary(group)
    stoat = Membership.objects.get(alias="Stoat")
    erasing.erase(user.pk, takes_words=False)

    left = Message.objects.filter(room=chat_room(group), author=None)
    assert left.filter(body__startswith=SAID).exists()
    told = describe(left.with_people().get(body__startswith=SAID))
    assert (told["author"], told["alias"]) == (None, "Somebody who left")
    assert SAID in told["html"]
    assert "Ms " not in told["html"]
    after = Message.objects.get(body__startswith="After the block")
    assert after in Message.objects.visible_to(read_access(bob, group))
    assert after not in Message.objects.visible_to(read_access(stoat.user, group)), "a block outlives whom it kept away"
    assert Message.objects.get(body__startswith="I hear you").body == "I hear you, @…"
    assert not Message.objects.filter(body__contains="Only for you").exists(), "conversations of two go on both sides"
    assert not Room.objects.filter(kind=Room.Kind.DIRECT).exists()
    assert not Notice.objects.filter(kind__in=["care_word", "welcomed", "meeting_word", "direct_asked"]).exists()


@pytest.mark.django_db
def test_whoever_was_coming_learns_that_it_does_not_take_place_and_no_title_is_left(
    group: Group, client: Client
) -> None:
    user = make_canary(group)
    guest = User.objects.get(email="guest@example.org")
    assert Notice.objects.filter(user=guest, details__meeting__icontains=CANARY).count() > 5
    erasing.erase(user.pk, takes_words=False)

    told = Notice.objects.filter(user=guest)
    assert {notice.kind for notice in told} == {"meeting_cancelled", "meetings_changed"}
    client.force_login(guest)
    page = client.get(reverse("notifications:notices")).content.decode()
    assert "What a member of The first year offered does not take place:" in page
    assert "In The first year this has changed about what a member offered:" in page
    assert f'href="/groups/{group.public_id}/meetings/"' in page
    assert CANARY not in page


@pytest.mark.django_db
def test_an_open_report_keeps_its_evidence_and_a_closed_one_keeps_nothing(group: Group) -> None:
    user = make_canary(group)
    closed = Report.objects.get(subject="message")
    opened = Report.objects.create(
        group=group, reporter=closed.reporter, subject="message", reported=closed.reported, category="other",
        snapshot=closed.snapshot,
    )  # fmt: skip
    erasing.erase(user.pk, takes_words=True)

    closed.refresh_from_db()
    opened.refresh_from_db()
    assert (closed.snapshot, closed.reported) == ({}, None)
    assert CANARY in opened.snapshot["body"]
    assert opened.reported is None


def sign_in(client: Client, passphrase: str = PASSPHRASE) -> Any:
    return client.post("/accounts/login/", {"login": "bob@example.org", "password": passphrase})


@pytest.mark.django_db
def test_an_account_rests_for_a_fortnight_and_wakes_when_its_owner_says_so(
    client: Client, bob: User, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    assert b"14 days" in client.get("/me/data/erasure/").content
    refused = client.post("/me/data/erasure/", {})
    assert b"Please choose one" in refused.content
    told = client.post("/me/data/erasure/", {"words": "leave"})
    assert b"Your account rests" in told.content
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["bob@example.org"], "Your account"), "whoever did not ask for it learns of it"
    bob.refresh_from_db()
    assert not bob.is_active
    assert "/accounts/login/" in client.get("/me/").headers["Location"], "signed out"
    assert client.get("/me/resting/").status_code == 404, "nothing for strangers"
    assert client.post("/me/resting/").status_code == 404

    assert "Location" not in sign_in(client, "another lamp entirely").headers, "a wrong passphrase says nothing of it"
    assert sign_in(client).headers["Location"] == "/me/resting/"
    assert b"Keep my account" in client.get("/me/resting/").content
    assert erasing.erase_due() == 0
    assert client.post("/me/resting/").headers["Location"] == "/accounts/login/"
    assert sign_in(client).headers["Location"] == "/"
    assert not Erasure.objects.exists()
    assert client.get("/me/").status_code == 200


@pytest.mark.django_db
def test_after_the_last_day_it_is_not_undone(bob: User) -> None:
    asked = erasing.ask_erasure(bob, takes_words=False)
    again = erasing.ask_erasure(bob, takes_words=True)
    assert (again.due_at, again.takes_words) == (asked.due_at, True), "the first day stays, the last choice counts"
    assert not erasing.take_back_erasure(bob.pk, asked.due_at + timedelta(seconds=1))
    assert erasing.erase_due(now=asked.due_at) == 1
    assert erasing.erase_due(now=asked.due_at) == 0


@pytest.mark.django_db
def test_whoever_alone_owns_a_group_is_told_beforehand_and_another_owner_is_looked_for(
    client: Client, group: Group, alice: User, mo: User
) -> None:
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    page = client.get("/me/data/erasure/").content.decode()
    assert f"/groups/{group.public_id}/settings/handing-over/" in page
    make_membership(make_user("second"), group, "Second", Role.OWNER)
    assert "Groups that only you own" not in client.get("/me/data/erasure/").content.decode()
    Membership.objects.get(alias="Second").delete()

    erasing.erase(alice.pk, takes_words=False)
    find_owners()
    assert Notice.objects.get(user=mo).kind == "ownership_offered"


@pytest.mark.django_db
def test_a_restored_database_is_told_who_is_gone_and_others_with_the_same_number_stay(bob: User, carol: User) -> None:
    restored = User(pk=bob.pk, email=bob.email, created_at=bob.created_at)
    erasing.erase(bob.pk, takes_words=True)
    another = User.objects.create(pk=bob.pk, email="new@example.org", created_at=timezone.now())
    assert erasing.replay() == 0, "whoever has the number now is somebody else"
    another.delete()

    restored.save(force_insert=True)
    said = StringIO()
    call_command("replay_erasures", stdout=said)
    assert said.getvalue() == "Erased again: 1.\n"
    assert set(User.objects.values_list("email", flat=True)) == {"carol@example.org"}
    assert erasing.replay() == 0
    assert len(Path(django_settings.ERASURE_LEDGER).read_text().splitlines()) == 2
    assert [entry.takes_words for entry in ledger.read().values()] == [True]


@pytest.mark.django_db
def test_an_erasure_that_was_cut_short_goes_on_where_it_was(
    group: Group, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(bob, chat_room(group), SAID)
    asked = erasing.ask_erasure(bob, takes_words=True)
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "write_down", lambda *_, **__: (_ for _ in ()).throw(OSError("no space")))
        assert erasing.erase_due(now=asked.due_at) == 0
    assert User.objects.filter(pk=bob.pk).exists()
    assert erasing.erase_due(now=asked.due_at) == 1
    assert not Message.objects.filter(body=SAID).exists()
