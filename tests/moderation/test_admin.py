"""The log in the administration: for administrators, and for reading alone. What is changed there stands in it."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.services.handles import account_mark
from apps.care.models import Helpline
from apps.groups.models import Group, Topic
from apps.moderation.models import Action, AuditEntry, AuditText
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


def test_safety_staff_keep_topics_and_helplines_and_each_change_is_in_the_log(client: Client, group: Group) -> None:
    sue = make_user("sue", is_safety_staff=True)
    sign_in_as_staff(client, sue)
    index = client.get(reverse("admin:index")).content.decode()
    shown = {word: word in index for word in ("Topics", "Helplines", "People", "Site settings", "Audit entries")}
    assert [word for word, is_shown in shown.items() if is_shown] == ["Topics", "Helplines"]
    topic = {"name": "Night shifts", "slug": "nights", "summary": "", "area": Topic.objects.values_list("area")[0][0]}
    assert client.post(reverse("admin:groups_topic_add"), topic | {"position": "90"}).status_code == 302
    made = Topic.objects.get(slug="nights")
    change = reverse("admin:groups_topic_change", args=[made.pk])
    assert client.post(change, topic | {"position": "91"}).status_code == 302
    assert client.post(reverse("admin:groups_topic_delete", args=[made.pk]), {"post": "yes"}).status_code == 302
    line = {"country": "GB", "name": "Ours", "purpose": "listening", "phone": "1", "position": "1"}
    line |= {"source_url": "https://example.org/", "verified_on": "2026-11-23"}
    assert client.post(reverse("admin:care_helpline_add"), line).status_code == 302
    for name in ("admin:groups_topic_changelist", "admin:care_helpline_changelist"):
        chosen = {"action": "delete_selected", "_selected_action": ["1", "2"], "post": "yes"}
        assert client.post(reverse(name), chosen).status_code in {200, 302}
    assert Helpline.objects.filter(name="Ours").exists()
    for name, ids in {"admin:accounts_user_changelist": [], "admin:groups_group_change": [group.pk]}.items():
        assert client.get(reverse(name, args=ids)).status_code == 403
    log = AuditEntry.objects.filter(code__startswith="admin.").order_by("place")
    words = {row.place: row.text for row in AuditText.objects.all()}
    assert [(entry.code, entry.staff_id, words[entry.place]) for entry in log] == [
        ("admin.added", sue.pk, "topic. Night shifts. Added."),
        ("admin.changed", sue.pk, "topic. Night shifts. Changed Place in the list."),
        ("admin.deleted", sue.pk, "topic. Night shifts"),
        ("admin.added", sue.pk, f"helpline. {Helpline.objects.get(name='Ours')}. Added."),
    ]


def test_what_changes_of_an_account_stands_in_the_log_by_its_mark(client: Client, bob: User) -> None:
    root = make_user("root", is_staff=True, is_superuser=True)
    sign_in_as_staff(client, root)
    rows = {"consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0", "is_active": "on", "is_staff": "on"}
    assert client.post(reverse("admin:accounts_user_change", args=[bob.pk]), rows).status_code == 302
    entry = AuditEntry.objects.get(code="admin.changed")
    assert (entry.staff_id, entry.target) == (root.pk, account_mark(bob.pk))
    assert AuditText.objects.get(place=entry.place).text == "user. Changed May open the administration."
