"""Whoever changes the log, with all rights in the database but without the key, is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from apps.accounts.models import User
from apps.groups.models import Group
from apps.moderation.models import AuditEntry, AuditText
from apps.moderation.rules.audit_chain import FIRST_SEAL, Finding, seal
from apps.moderation.services import actions
from apps.moderation.services.audit_check import FIELDS, anchor_log, link_of, verify_log
from apps.moderation.tasks import anchor_audit_log
from tests.at_once import at_once
from tests.groups.factories import membership_of
from tests.moderation.factories import access_of, tomorrow, unmute, why

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anchors(settings: Settings, tmp_path: Path) -> Path:
    settings.AUDIT_ANCHORS = str(tmp_path / "kept" / "anchors")
    return Path(settings.AUDIT_ANCHORS)


@pytest.fixture
def entries(group: Group, mo: User, bob: User, carol: User) -> list[AuditEntry]:
    """Four decisions, in the order of their places."""
    for user in (bob, carol):
        mute(mo, user, group)
        unmute(access_of(mo, group), membership_of(user, group))
    return list(AuditEntry.objects.order_by("place"))


def mute(moderator: User, user: User, group: Group) -> object:
    return actions.mute_member(access_of(moderator, group), membership_of(user, group), until=tomorrow(), why=why())


@contextmanager
def as_owner_of_the_table() -> Iterator[Callable[..., None]]:
    """Somebody who may do everything in the database, the trigger included."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE moderation_audit_entry DISABLE TRIGGER USER")
        yield lambda sql, *values: cursor.execute(sql, values)
        cursor.execute("ALTER TABLE moderation_audit_entry ENABLE TRIGGER USER")


def test_log_that_nobody_touched_is_whole(entries: list[AuditEntry]) -> None:
    assert [entry.place for entry in entries] == [1, 2, 3, 4]
    assert list(verify_log()) == []


@pytest.mark.parametrize("column", [name for name in FIELDS if name not in {"place", "created_at", "staff_id"}])
def test_altered_entry_is_found(entries: list[AuditEntry], column: str) -> None:
    with as_owner_of_the_table() as run:
        run(f"UPDATE moderation_audit_entry SET \"{column}\" = 'x' WHERE place = 2")
    assert list(verify_log()) == [Finding(2, "altered")]


@pytest.mark.parametrize(
    "change", ["created_at = created_at - interval '1 day'", "staff_id = 7", "text_digest = '\\x00'"]
)
def test_altered_moment_staff_or_words_are_found(entries: list[AuditEntry], change: str) -> None:
    AuditText.objects.all().delete()
    with as_owner_of_the_table() as run:
        run(f"UPDATE moderation_audit_entry SET {change} WHERE place = 3")
    assert list(verify_log()) == [Finding(3, "altered")]


def test_removed_entry_is_found(entries: list[AuditEntry]) -> None:
    with as_owner_of_the_table() as run:
        run("DELETE FROM moderation_audit_entry WHERE place = 2")
    assert Finding(2, "missing") in list(verify_log())


def test_removed_entry_is_found_when_the_rest_moves_up(entries: list[AuditEntry]) -> None:
    AuditText.objects.all().delete()
    with as_owner_of_the_table() as run:
        run("DELETE FROM moderation_audit_entry WHERE place = 2")
        run("UPDATE moderation_audit_entry SET place = place - 1 WHERE place = 3")
        run("UPDATE moderation_audit_entry SET place = place - 1 WHERE place = 4")
    assert {finding.what for finding in verify_log()} == {"altered"}


def test_inserted_entry_is_found(entries: list[AuditEntry]) -> None:
    last = entries[-1]
    forged = {name: getattr(last, name) for name in FIELDS} | {"place": 5}
    AuditEntry.objects.create(**forged, seal=bytes(last.seal))
    assert list(verify_log()) == [Finding(5, "altered")]


def test_log_cut_off_after_it_was_anchored_is_found(entries: list[AuditEntry]) -> None:
    assert anchor_log()
    with as_owner_of_the_table() as run:
        run("DELETE FROM moderation_audit_entry WHERE place > 2")
    AuditText.objects.filter(place__gt=2).delete()
    assert list(verify_log()) == [Finding(3, "cut_off")]


def test_emptied_log_is_found(entries: list[AuditEntry]) -> None:
    anchor_log()
    AuditText.objects.all().delete()
    with as_owner_of_the_table() as run:
        run("DELETE FROM moderation_audit_entry")
    assert list(verify_log()) == [Finding(1, "cut_off")]


def test_log_sealed_anew_with_the_key_is_found_by_its_anchor(entries: list[AuditEntry], settings: Settings) -> None:
    anchor_log()
    first = entries[0]
    first.code = "member.unmute"
    _seal_anew([first, *entries[1:]], settings.AUDIT_KEY.encode())
    assert Finding(4, "unsealed") in list(verify_log())


def _seal_anew(entries: list[AuditEntry], key: bytes) -> None:
    before = FIRST_SEAL
    with as_owner_of_the_table() as run:
        for entry in entries:
            before = seal(key, before, link_of(entry))
            run(
                "UPDATE moderation_audit_entry SET code = %s, seal = %s WHERE place = %s",
                entry.code,
                before,
                entry.place,
            )


def test_changed_words_are_found_and_erased_words_are_not(entries: list[AuditEntry]) -> None:
    words = AuditText.objects.get(place=1)
    words.text = "Nobody said this."
    words.save(update_fields=["text"])
    assert list(verify_log()) == [Finding(1, "words")]
    AuditText.objects.all().delete()
    assert list(verify_log()) == []


def test_chain_stays_whole_when_people_and_the_group_are_gone(
    entries: list[AuditEntry], group: Group, bob: User
) -> None:
    group.delete()
    bob.delete()
    assert list(verify_log()) == []
    assert AuditEntry.objects.count() == 4


def test_command_says_where_and_ends_with_an_error(entries: list[AuditEntry]) -> None:
    said, told = StringIO(), StringIO()
    anchor_audit_log()
    call_command("verify_audit", stdout=said)
    assert "whole: 4 entries" in said.getvalue()
    assert "anchored at entry 4" in said.getvalue()
    with as_owner_of_the_table() as run:
        run("UPDATE moderation_audit_entry SET code = 'x' WHERE place = 2")
    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_audit", stderr=told)
    assert "Entry 2 was altered" in told.getvalue()


def test_anchoring_twice_writes_two_lines_and_changes_nothing(entries: list[AuditEntry], anchors: Path) -> None:
    anchor_log()
    anchor_log()
    lines = anchors.read_text().splitlines()
    assert len(lines) == 2
    assert list(verify_log()) == []


def test_log_that_was_never_written_is_whole(db: None) -> None:
    assert anchor_log()
    assert list(verify_log()) == []


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_get_a_place_each(group: Group, alice: User, mo: User, bob: User, carol: User) -> None:
    pairs = [(mo, bob), (alice, carol)]
    at_once(*(lambda by=by, on=on: mute(by, on, group) for by, on in pairs))
    assert list(AuditEntry.objects.order_by("place").values_list("place", flat=True)) == [1, 2]
    assert list(verify_log()) == []
