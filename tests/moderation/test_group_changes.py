"""What the log says of a whole group, and who reads it."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.groups.services.groups import change_group
from apps.moderation.models import AuditEntry, Case
from apps.moderation.services import closing
from apps.moderation.services.reporting import Concern, report_message
from tests.accounts.second_factor import sign_in_as_staff
from tests.moderation.factories import say


@pytest.mark.django_db
def test_a_change_of_what_holds_unattended_and_a_case_passed_on_stand_in_the_log(
    group: Group, alice: User, mo: User, bob: User, carol: User, sam: User, client: Client
) -> None:
    said = say(bob, group)
    for _each in range(2):
        change_group(read_access(alice, group), unattended=Group.Unattended.READ_ONLY, name="Another name")
    assert list(AuditEntry.objects.values_list("code", flat=True)) == ["group.unattended"]
    report_message(read_access(carol, group), said, Concern("harassment", ""))
    closing.escalate_overdue(now=Case.objects.get().due_at)
    entry = AuditEntry.objects.get(code="case.escalated")
    assert (entry.actor, entry.staff_id, entry.target) == ("", None, "")

    client.force_login(mo)
    page = client.get(f"/groups/{group.public_id}/moderation/").content.decode()
    assert "what holds while nobody is on duty was changed" in page
    assert "Read only" in page
    assert "By Heron." in page
    assert "waited for too long" not in page
    staff = Client()
    sign_in_as_staff(staff, sam)
    assert "waited for too long" in staff.get(f"/groups/{group.public_id}/moderation/").content.decode()
