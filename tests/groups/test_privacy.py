"""Whoever may not see a group learns nothing of it; whoever may learns nothing of its people but aliases."""

import re
from datetime import timedelta
from importlib import import_module

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.groups.models import DutyHours, EndKind, Group, Invitation, JoinRequest, Membership
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.invitations import make_invitation
from apps.groups.services.memberships import end_membership
from config import urls as all_urls  # registers the converter of public ids before the next line needs it
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership, membership_of
from tests.groups.test_pages import signed_in

# Every address of one group, with the names that its patterns give to ids.
group_urls = import_module("apps.groups.urls")
assert all_urls.urlpatterns
PATTERNS = [
    str(pattern.pattern)
    for pattern in group_urls.urlpatterns
    if str(pattern.pattern).startswith("<public_id:group_id>/")
]
NOBODY = "2" * 12


def address(pattern: str, group_id: str, **ids: str) -> str:
    known = {
        "group_id": group_id,
        "member_id": NOBODY,
        "request_id": NOBODY,
        "invitation_id": NOBODY,
        "shift_id": NOBODY,
    } | ids
    return "/groups/" + re.sub(r"<public_id:(\w+)>", lambda found: known[found[1]], pattern)


def test_every_member_page_asks_for_a_permission(bob: User, group: Group) -> None:
    """A plain member gets the settings no more than an outsider does."""
    for pattern in PATTERNS:
        if "settings/" in pattern or "vouching" in pattern:
            assert signed_in(bob).get(address(pattern, group.public_id)).status_code in {404, 405}, pattern


def test_no_page_holds_an_address_a_user_id_or_another_groups_alias(group: Group) -> None:
    # Ids that stand out wherever they turn up.
    people = {}
    for number, (name, alias, roles) in enumerate(
        [("alice", "Heron", [Role.OWNER]), ("mo", "Saltmarsh", [Role.MODERATOR]), ("bob", "Bramble", [])]
    ):
        user = make_user(f"canary-{name}", pk=987650001 + number)
        make_membership(user, group, alias, *roles, pk=876540001 + number)
        make_membership(user, make_group(f"Elsewhere {number}"), f"Otheralias{number}", Role.OWNER)
        people[name] = user
    asking = make_user("canary-asking", pk=987659999)
    JoinRequest.objects.create(
        pk=765430001, group=group, user=asking, alias="Asking one", alias_folded="x", agreement_version=1
    )
    invitation, _token = make_invitation(read_access(people["alice"], group), lifetime=timedelta(days=1), uses=2)
    ids = {
        "member_id": membership_of(people["bob"], group).public_id,
        "request_id": JoinRequest.objects.get().public_id,
        "invitation_id": invitation.public_id,
    }
    secret = re.compile(
        rf"canary-|@example\.org|9876\d{{5}}|8765\d{{5}}|7654\d{{5}}|Otheralias|{invitation.token_hash}"
    )

    seen = 0
    for client in [Client(), *(signed_in(user) for user in people.values())]:
        for where in [
            "/groups/",
            "/groups/?q=year",
            *(address(pattern, group.public_id, **ids) for pattern in PATTERNS),
        ]:
            answer = client.get(where)
            seen += answer.status_code == 200
            assert not secret.search(answer.content.decode()), where
            assert not secret.search(str(answer.headers)), where
    assert seen > 25
    assert Invitation.objects.count() == 1


def test_a_removed_member_does_not_find_the_group(bob: User, eve: User, group: Group) -> None:
    end_membership(membership_of(bob, group), EndKind.REMOVED)

    assert group.name not in signed_in(bob).get("/groups/").content.decode()
    assert group.name in signed_in(eve).get("/groups/").content.decode()


def test_the_finder_and_the_page_ask_the_database_a_fixed_number_of_times(bob: User, group: Group) -> None:
    client = signed_in(bob)

    def queries(where: str) -> int:
        client.get(where)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(where).status_code == 200
        # What every page asks (session, person, consent, notices) is other apps' business.
        return len([query for query in asked.captured_queries if "groups_" in query["sql"]])

    few = {where: queries(where) for where in ("/groups/", "/groups/?q=year", f"/groups/{group.public_id}/")}
    for number in range(20):
        other = make_group(f"The year of {number}")
        DutyHours.objects.create(group=other, weekday=number % 7, starts_at="18:00", ends_at="22:00")
        make_membership(make_user(f"p{number}"), group, f"Walker {'abcdefghkmnopqrstuwxyz'[number]}w")
    many = {where: queries(where) for where in few}

    assert many == few
    assert few["/groups/"] <= 6
    assert few["/groups/?q=year"] <= 7
    assert few[f"/groups/{group.public_id}/"] <= 7
    assert Membership.objects.count() > 20
