"""Private columns: sealed in the database, bound to where they stand, sealed anew with another key."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from apps.core.encryption import PREFIX_BYTES, CannotOpen, Place, open_sealed, present_prefix, seal
from apps.core.rotation import Column, reseal, sealed_columns
from apps.groups.models import Group, JoinRequest
from apps.messaging.models import Room, UnsentDraft
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership

HERE = Place("letters", "7", "body")
OLD, NEW = "test-only-old-" + "o" * 50, "test-only-new-" + "n" * 50


def test_what_is_sealed_opens_at_its_own_place_alone(settings: Settings) -> None:
    sealed = seal(b"quiet words", HERE)

    assert b"quiet" not in sealed
    assert seal(b"quiet words", HERE) != sealed
    assert open_sealed(sealed, HERE) == b"quiet words"
    for place in (Place("letters", "8", "body"), Place("letters", "7", "note"), Place("cards", "7", "body")):
        with pytest.raises(CannotOpen, match="altered, or not sealed for this place"):
            open_sealed(sealed, place)
    for at in (0, PREFIX_BYTES, PREFIX_BYTES + 13, len(sealed) - 1):
        altered = bytes([*sealed[:at], sealed[at] ^ 1, *sealed[at + 1 :]])
        with pytest.raises(CannotOpen):
            open_sealed(altered, HERE)
    with pytest.raises(CannotOpen):
        open_sealed(sealed[: PREFIX_BYTES + 4], HERE)


def test_an_older_key_opens_and_the_first_one_seals(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    sealed = seal(b"quiet words", HERE)
    settings.ENCRYPTION_KEYS = [NEW, OLD]

    assert open_sealed(sealed, HERE) == b"quiet words"
    assert seal(b"quiet words", HERE).startswith(present_prefix())
    assert not sealed.startswith(present_prefix())
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(CannotOpen, match="not in ENCRYPTION_KEYS"):
        open_sealed(sealed, HERE)


def raw(table: str, column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" ORDER BY id')  # names of ours
        return [bytes(row[0]) for row in cursor.fetchall()]


@pytest.fixture
def drafts(db: None) -> list[UnsentDraft]:
    group: Group = make_group()
    room = Room.objects.create(group=group, kind=Room.Kind.WALL)
    member = make_membership(make_user("drafter"), group, "Drafter")
    return [
        UnsentDraft.objects.create(membership=member, room=room, thread=f"thread{n}", body=f"canary {n}")
        for n in range(5)
    ]


def test_a_column_is_text_to_the_model_and_noise_to_the_database(drafts: list[UnsentDraft]) -> None:
    draft = UnsentDraft.objects.get(pk=drafts[0].pk)
    assert (draft.body, draft.content_note) == ("canary 0", "")
    assert not any(b"canary" in kept for kept in raw("messaging_unsentdraft", "body"))
    assert {len(kept) for kept in raw("messaging_unsentdraft", "body")} == {17 + 64 + 16}, "lengths tell nothing"
    assert raw("messaging_unsentdraft", "content_note")[0] == b"", "nothing is kept as nothing"

    draft.body = "canary, and more ñ 🌱"
    draft.save(update_fields=["body"])
    assert UnsentDraft.objects.defer("body").get(pk=draft.pk).body == "canary, and more ñ 🌱"
    assert UnsentDraft.objects.filter(content_note="").count() == 5
    place: dict[str, Any] = {"membership": draft.membership, "room": draft.room, "thread": draft.thread}
    UnsentDraft.objects.update_or_create(**place, defaults={"body": "another"})
    assert UnsentDraft.objects.get(pk=draft.pk).body == "another"


def test_a_column_moved_to_another_row_does_not_open(drafts: list[UnsentDraft]) -> None:
    [first, *_] = raw("messaging_unsentdraft", "body")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_unsentdraft SET body = %s WHERE id = %s", [first, drafts[1].pk])

    with pytest.raises(CannotOpen):
        _ = UnsentDraft.objects.get(pk=drafts[1].pk).body


def test_a_column_is_not_looked_for_nor_changed_without_its_row(drafts: list[UnsentDraft]) -> None:
    with pytest.raises(TypeError, match="through its row alone"):
        UnsentDraft.objects.filter(body="canary 0").exists()
    with pytest.raises(TypeError, match="through its row alone"):
        UnsentDraft.objects.update(body="canary")
    with pytest.raises(ValueError, match="has no membership_id"):
        UnsentDraft(room=drafts[0].room, body="canary").save()


@pytest.mark.django_db
def test_answers_are_a_list_to_the_model(drafts: list[UnsentDraft]) -> None:
    member = drafts[0].membership
    asked = {"group": member.group, "user": member.user, "alias": "A", "alias_folded": "a", "agreement_version": 1}
    said = [{"question": "What brings you here?", "answer": "canary"}]
    request = JoinRequest.objects.create(**asked, answers=said)

    assert JoinRequest.objects.get(pk=request.pk).answers == said
    assert b"canary" not in raw("groups_joinrequest", "answers")[0]


def column_of_drafts() -> Column:
    return next(column for column in sealed_columns() if column.name == "messaging_unsentdraft.body")


def rotate() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue()


def test_keys_are_changed_in_batches_and_an_interrupted_change_goes_on(
    settings: Settings, db: None, request: pytest.FixtureRequest
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    drafts = request.getfixturevalue("drafts")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    column = column_of_drafts()

    batches = reseal(column, batch=2)
    assert next(batches) == 2
    assert column.outdated().count() == 3, "stopped here"
    assert list(reseal(column, batch=2)) == [2, 1]
    last = rotate().splitlines()[-4:]
    assert last == [
        "Every column is sealed with the first key.",
        "Keep the others for 30 days more for addresses in mails that were sent, which end mails of a kind.",
        "Keep the others for 24 hours more for exports that wait to be taken.",
        "Then they can go.",
    ]

    settings.ENCRYPTION_KEYS = [NEW]
    assert [UnsentDraft.objects.get(pk=draft.pk).body for draft in drafts] == [f"canary {n}" for n in range(5)]


def test_what_somebody_writes_during_the_change_stays_as_they_wrote_it(
    settings: Settings, db: None, request: pytest.FixtureRequest
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    [draft, *_] = request.getfixturevalue("drafts")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    column = column_of_drafts()
    found = list(column.outdated())
    draft.body = "newer words"
    draft.save()

    from apps.core.rotation import _reseal_row

    assert [_reseal_row(column, row) for row in found] == [0, 1, 1, 1, 1]
    assert UnsentDraft.objects.get(pk=draft.pk).body == "newer words"


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(
    settings: Settings, db: None, request: pytest.FixtureRequest
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    request.getfixturevalue("drafts")
    before = raw("messaging_unsentdraft", "body")
    settings.ENCRYPTION_KEYS = [NEW]

    with pytest.raises(CommandError, match="not in ENCRYPTION_KEYS"):
        rotate()
    assert raw("messaging_unsentdraft", "body") == before
