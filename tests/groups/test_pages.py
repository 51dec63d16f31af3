"""The pages of a group: who sees which, what they say, and that nothing typed is lost."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Agreement, Group, JoinQuestion, JoinRequest, Membership
from apps.groups.permissions import Role
from tests.groups.factories import make_membership, membership_of

JOIN = {"alias": "Kingfisher", "agreement": "1"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_anyone_reads_the_page_of_a_listed_group(client: Client, alice: User, group: Group) -> None:
    page = client.get(f"/groups/{group.public_id}/").content.decode()

    assert group.name in page
    assert group.purpose in page
    assert "What is said here stays here." in page
    assert "Heron" not in page
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert group.name not in title[1]


def test_a_visitor_who_joins_signs_up_first_and_comes_back(client: Client, group: Group) -> None:
    address = f"/groups/{group.public_id}/joining/?next=/meetings/"

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/signup/?next=%2Fgroups%2F")
    assert "next%3D" in answer["Location"]


def test_the_joining_page_suggests_an_alias_and_shows_the_agreement(nia: User, group: Group) -> None:
    page = signed_in(nia).get(f"/groups/{group.public_id}/joining/").content.decode()

    assert re.search(r'name="alias"[^>]*value="\w+ \w+"|value="\w+ \w+"[^>]*name="alias"', page)
    assert "Speak of yourself." in page
    assert 'name="agreement"' in page


def test_joining_leads_to_the_chat_or_to_where_one_came_from(nia: User, group: Group) -> None:
    answer = signed_in(nia).post(f"/groups/{group.public_id}/joining/", {**JOIN, "next": "/meetings/"})

    assert answer["Location"] == "/meetings/"
    assert membership_of(nia, group).alias == "Kingfisher"
    again = signed_in(nia).post(f"/groups/{group.public_id}/joining/", JOIN)
    assert again["Location"] == f"/groups/{group.public_id}/chat/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "\x00"]
)
def test_after_joining_nobody_is_led_elsewhere(nia: User, group: Group, elsewhere: str) -> None:
    answer = signed_in(nia).post(f"/groups/{group.public_id}/joining/", {**JOIN, "next": elsewhere})

    assert answer["Location"] == f"/groups/{group.public_id}/chat/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"alias": "Heron"}, "looks like this one"),
        ({"alias": "nia@example.org"}, "e-mail address"),
        ({"alias": "Admin"}, "looks after the group"),
        ({"alias": "x\x00y"}, "a sign in it that cannot be kept"),
        ({"alias": "\ufffd"}, "between 2 and 40"),
        ({"alias": "x" * 100_000}, "at most 40"),
        ({"alias": ""}, ""),
        ({"agreement": ""}, "say that you agree"),
        ({"agreement": "7"}, "changed its agreement"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field_and_nothing_typed_is_lost(
    nia: User, alice: User, group: Group, typed: dict[str, str], words: str
) -> None:
    answer = signed_in(nia).post(f"/groups/{group.public_id}/joining/", {**JOIN, **typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "field__error" in page
    kept = typed.get("alias", "Kingfisher").replace("\x00", "\x00")
    assert kept in page
    assert not Membership.objects.filter(user=nia).exists()


def test_a_full_name_is_asked_about_once(nia: User, group: Group) -> None:
    client, address = signed_in(nia), f"/groups/{group.public_id}/joining/"

    page = client.post(address, {**JOIN, "alias": "Jane Doe"}).content.decode()
    assert "could be your own name" in page
    assert re.search(r'<input[^>]*type="checkbox"[^>]*name="is_sure"', page)
    assert client.post(address, {**JOIN, "alias": "Jane Doe", "is_sure": "on"}).status_code == 302
    assert membership_of(nia, group).alias == "Jane Doe"


def test_lone_surrogates_in_a_body_are_bad_input_and_no_crash(nia: User, group: Group) -> None:
    answer = signed_in(nia).post(
        f"/groups/{group.public_id}/joining/",
        b"alias=%ED%A0%80x&agreement=1",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 422


def test_a_program_gets_the_error_as_a_code(nia: User, alice: User, group: Group) -> None:
    answer = signed_in(nia).post(
        f"/groups/{group.public_id}/joining/", {**JOIN, "alias": "Heron"}, headers={"Accept": "application/json"}
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "alias_taken"
    unread = signed_in(nia).post(
        f"/groups/{group.public_id}/joining/", {"alias": "Kingfisher"}, headers={"Accept": "application/json"}
    )
    assert (unread.status_code, unread.json()["code"]) == (422, "agreement_missing")


def test_everything_that_is_wrong_is_said_at_once(nia: User, group: Group) -> None:
    page = signed_in(nia).post(f"/groups/{group.public_id}/joining/", {"alias": "Jane Doe"}).content.decode()

    assert "could be your own name" in page
    assert "say that you agree" in page


def test_members_find_their_groups_where_they_look_for_groups(bob: User, eve: User, group: Group) -> None:
    Group.objects.filter(pk=group.pk).update(is_listed=False)

    assert group.name in signed_in(bob).get("/groups/").content.decode()
    assert group.name not in signed_in(eve).get("/groups/").content.decode()


def test_asking_to_join_from_form_to_answer(nia: User, mo: User, group: Group) -> None:
    Group.objects.update(joining="request")
    JoinQuestion.objects.create(group=group, text="What brings you here?")
    address, client = f"/groups/{group.public_id}/joining/", signed_in(nia)

    assert "What brings you here?" in client.get(address).content.decode()
    answer = client.post(address, {**JOIN, "answer_0": "<i>A hard year</i>"}, follow=True)
    assert "You have asked to join" in answer.content.decode()
    client.post(address, JOIN)
    assert JoinRequest.objects.count() == 1

    moderator = signed_in(mo)
    listed = moderator.get(f"/groups/{group.public_id}/settings/requests/").content.decode()
    assert "&lt;i&gt;A hard year&lt;/i&gt;" in listed
    request = JoinRequest.objects.get()
    decided = f"/groups/{group.public_id}/settings/requests/{request.public_id}/"
    moderator.post(decided, {"answer": "accept"})
    assert membership_of(nia, group).alias == "Kingfisher"
    second = moderator.post(decided, {"answer": "decline"}, follow=True).content.decode()
    assert "answered or taken back" in second


def test_a_request_can_be_taken_back(nia: User, group: Group) -> None:
    Group.objects.update(joining="request")
    client = signed_in(nia)
    client.post(f"/groups/{group.public_id}/joining/", JOIN)

    client.post(f"/groups/{group.public_id}/joining/withdrawal/")
    assert JoinRequest.objects.get().state == "withdrawn"


def test_an_invitation_from_link_to_member(client: Client, mo: User, nia: User, group: Group) -> None:
    Group.objects.update(joining="invitation", is_listed=False)
    made = signed_in(mo).post(f"/groups/{group.public_id}/settings/invitations/", {"days": "7", "uses": "1"})
    link = re.search(r"/groups/invitations/[\w-]+/", made.content.decode())
    assert link is not None

    stranger = client.get(link[0]).content.decode()
    assert group.name not in stranger
    assert "You are invited" in stranger
    guest = signed_in(nia)
    assert group.name in guest.get(link[0]).content.decode()
    assert guest.post(link[0], JOIN)["Location"] == f"/groups/{group.public_id}/chat/"
    assert client.get(link[0]).status_code == client.get("/groups/invitations/made-up/").status_code == 403
    assert link[0] not in signed_in(mo).get(f"/groups/{group.public_id}/settings/invitations/").content.decode()


def test_leaving_says_what_it_means_and_the_last_owner_why_not(alice: User, bob: User, group: Group) -> None:
    address = f"/groups/{group.public_id}/leaving/"

    assert "Your alias is kept for you" in signed_in(bob).get(address).content.decode()
    assert signed_in(bob).post(address)["Location"] == "/groups/"
    assert not membership_of(bob, group).is_active
    refused = signed_in(alice).post(address)
    assert refused.status_code == 409
    assert "Hand it over first" in refused.content.decode()


def test_members_are_shown_by_alias_and_blocked_ones_not(alice: User, bob: User, carol: User, group: Group) -> None:
    from apps.groups.models import Block

    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))

    def seen_by(user: User) -> set[str]:
        page = signed_in(user).get(f"/groups/{group.public_id}/members/").content.decode()
        return {alias for alias in ("Heron", "Bramble", "Clover") if f"<b>{alias}</b>" in page}

    assert seen_by(bob) == {"Heron", "Bramble"}
    assert seen_by(carol) == {"Heron", "Clover"}
    assert seen_by(alice) == {"Heron", "Bramble", "Clover"}


def test_a_long_list_of_members_goes_on_without_a_name_in_the_address(
    alice: User, bob: User, carol: User, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.groups.views.group.MEMBERS", 2)
    client, address = signed_in(alice), f"/groups/{group.public_id}/members/"

    first = client.get(address).content.decode()
    further = re.search(r'href="(\?after=[^"]+)"', first)
    assert further is not None
    assert further[1] == f"?after={membership_of(carol, group).public_id}"
    second = client.get(address + further[1]).content.decode()
    assert ("<b>Heron</b>" in first, "<b>Heron</b>" in second) == (False, True)


def test_a_newcomer_has_no_list_of_members_until_somebody_vouches(alice: User, nia: User, group: Group) -> None:
    make_membership(nia, group, "Kingfisher", settled_at=None)
    address = f"/groups/{group.public_id}/members/"

    assert signed_in(nia).get(address).status_code == 404
    signed_in(alice).post(f"{address}{membership_of(nia, group).public_id}/vouching/")
    assert signed_in(nia).get(address).status_code == 200


def test_an_alias_changes_with_its_own_page(bob: User, alice: User, group: Group) -> None:
    client, address = signed_in(bob), f"/groups/{group.public_id}/me/"

    assert client.post(address, {"alias": "Rowan"})["Location"] == address
    assert membership_of(bob, group).alias == "Rowan"
    taken = client.post(address, {"alias": "HERON"})
    assert taken.status_code == 422
    assert 'value="HERON"' in taken.content.decode()


def test_members_are_asked_again_when_the_agreement_changes(bob: User, group: Group) -> None:
    Agreement.objects.create(group=group, version=2, text="Be kind.")
    client, address = signed_in(bob), f"/groups/{group.public_id}/"

    assert "changed its agreement" in client.get(address).content.decode()
    stale = client.post(f"{address}agreement/", {"agreement": "1"})
    assert stale.status_code == 409
    client.post(f"{address}agreement/", {"agreement": "2"})
    assert "changed its agreement" not in client.get(address).content.decode()


def test_an_owner_changes_every_setting(alice: User, group: Group) -> None:
    client, settings = signed_in(alice), f"/groups/{group.public_id}/settings/"
    page = {"name": "The second year", "purpose": "For us", "language": "es", "time_zone": "Europe/Madrid"}
    rows = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-weekday": "6",
        "form-0-starts_at": "18:00",
        "form-0-ends_at": "22:00",
    }

    assert client.get(settings).status_code == 200
    for name, typed in {
        "page/": page,
        "formats/": {"has_chat": "on", "has_voice": "on", "retention_days": "30", "answer_minutes": 60},
        "door/": {"joining": "request", "is_listed": "on", "questions": "Why?\n\nWhy now?"},
        "agreement/": {"text": "Be kind."},
        "duty/": rows,
    }.items():
        assert client.get(settings + name).status_code == 200
        assert client.post(settings + name, typed)["Location"] == settings, name

    group.refresh_from_db()
    assert (group.name, group.language, group.has_voice, group.retention_days) == ("The second year", "es", True, 30)
    assert (group.joining, [question.text for question in group.join_questions.all()]) == (
        "request",
        ["Why?", "Why now?"],
    )
    assert group.agreement
    assert (group.agreement.version, group.agreement.text) == (2, "Be kind.")
    assert [str(hours) for hours in group.duty_hours.all()] == ["6 18:00:00-22:00:00"]


def test_an_owner_hands_over_and_the_next_one_closes_the_group(alice: User, bob: User, group: Group) -> None:
    client, settings = signed_in(alice), f"/groups/{group.public_id}/settings/"
    roles = f"{settings}roles/{membership_of(bob, group).public_id}/"
    assert client.get(roles).status_code == client.get(f"{settings}roles/").status_code == 200
    assert client.post(roles, {"roles": ["owner", "moderator"]}).status_code == 422
    client.post(roles, {"roles": ["moderator"]})
    assert client.get(f"{settings}handing-over/").status_code == 200
    client.post(f"{settings}handing-over/", {"to": membership_of(bob, group).public_id})
    assert membership_of(bob, group).role_set == {Role.MEMBER, Role.MODERATOR}
    ownership = f"/groups/{group.public_id}/ownership/"
    assert client.get(ownership).status_code == 404
    assert signed_in(bob).get(ownership).status_code == 200
    signed_in(bob).post(ownership, {"answer": "accept"})
    assert membership_of(bob, group).role_set == {Role.MEMBER, Role.MODERATOR, Role.OWNER}
    assert membership_of(alice, group).roles == ["facilitator"]
    signed_in(bob).post(f"{settings}closing/", {"act": "close"})
    group.refresh_from_db()
    assert group.state == "archived"


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("page/", {"name": "", "purpose": "kept words", "language": "en", "time_zone": "UTC"}),
        ("page/", {"name": "kept words", "purpose": "x", "language": "en", "time_zone": "Nowhere/Land"}),
        ("formats/", {"retention_days": "-1", "answer_minutes": 60}),
        ("door/", {"joining": "anyhow", "questions": "kept words"}),
        ("door/", {"joining": "open", "questions": "kept words\n" * 6}),
        ("agreement/", {"text": "\x00"}),
        ("duty/", {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-weekday": "6"}),
        ("duty/", {"form-TOTAL_FORMS": "many"}),
        ("invitations/", {"days": "365", "uses": "1"}),
        ("invitations/", {"days": "1", "uses": "0"}),
    ],
)
def test_settings_that_cannot_be_used_are_said_kindly(
    alice: User, group: Group, section: str, typed: dict[str, str]
) -> None:
    answer = signed_in(alice).post(f"/groups/{group.public_id}/settings/{section}", typed)

    assert answer.status_code == 422
    assert "kept words" not in str(typed) or "kept words" in answer.content.decode()


def test_groups_are_founded_by_those_who_may(bob: User, nia: User) -> None:
    typed = {
        "name": "New",
        "purpose": "For us",
        "language": "en",
        "time_zone": "UTC",
        "alias": "Alder",
        "agreement": "Be kind.",
    }

    assert signed_in(nia).post("/groups/new/", typed).status_code == 404
    bob.user_permissions.add(Permission.objects.get(codename="add_group", content_type__app_label="groups"))
    client = signed_in(bob)
    assert client.get("/groups/new/").status_code == 200
    client.post("/groups/new/", typed)
    group = Group.objects.get(name="New")
    assert not group.is_listed
    assert membership_of(bob, group).role_set == {Role.MEMBER, Role.OWNER}
