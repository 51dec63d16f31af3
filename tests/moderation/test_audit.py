"""The log refuses to be changed, also for whoever speaks SQL."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.groups.models import Group
from apps.moderation.models import AuditEntry
from apps.moderation.services import actions
from tests.groups.factories import membership_of
from tests.moderation.factories import access_of, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(group: Group, mo: User, bob: User) -> AuditEntry:
    actions.remove_member(access_of(mo, group), membership_of(bob, group), why=why())
    return AuditEntry.objects.get(group=group.public_id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE moderation_audit_entry SET code = 'nothing'",
        "UPDATE moderation_audit_entry SET code = code WHERE id = (SELECT max(id) FROM moderation_audit_entry)",
        "DELETE FROM moderation_audit_entry",
        "TRUNCATE moderation_audit_entry",
        "TRUNCATE moderation_audit_entry, django_session CASCADE",
        "INSERT INTO moderation_audit_entry (id, \"group\", actor, code) VALUES (1, 'g', 'a', 'forged')",
    ],
)
def test_entry_cannot_be_altered_taken_away_or_numbered_by_hand(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.code == "member.remove"


def test_entry_cannot_be_saved_again_or_deleted(entry: AuditEntry) -> None:
    entry.code = "nothing"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_entry_outlives_the_group_and_the_people(entry: AuditEntry, group: Group, bob: User) -> None:
    group.delete()
    bob.delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_entry_without_anybody_who_acted_is_refused(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(group="g", code="member.mute")
