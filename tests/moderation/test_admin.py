"""The log in the administration: for administrators, and for reading alone."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.groups.models import Group
from apps.moderation.models import Action, AuditEntry
from apps.moderation.services import actions
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import membership_of
from tests.moderation.factories import access_of, why

pytestmark = pytest.mark.django_db

LISTS = ["admin:moderation_action_changelist", "admin:moderation_auditentry_changelist"]


@pytest.fixture
def done(group: Group, mo: User, bob: User) -> tuple[Action, AuditEntry]:
    action = actions.remove_member(access_of(mo, group), membership_of(bob, group), why=why())
    assert action is not None
    return action, AuditEntry.objects.get(action=action.public_id)


def test_administrator_reads_and_changes_nothing(client: Client, done: tuple[Action, AuditEntry]) -> None:
    sign_in_as_staff(client, make_user("root", is_staff=True, is_superuser=True))
    for address in LISTS:
        assert client.get(reverse(address)).status_code == 200
    for row in done:
        name = f"admin:moderation_{row._meta.model_name}"
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {"code": "x"}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert client.get(reverse(f"{name}_add")).status_code == 403


@pytest.mark.parametrize("address", LISTS)
def test_other_staff_do_not_read_it_there(client: Client, sam: User, address: str) -> None:
    sign_in_as_staff(client, sam)
    assert client.get(reverse(address)).status_code == 403
