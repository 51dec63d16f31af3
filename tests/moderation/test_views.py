"""The pages of those who look after a group."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.permissions import Role
from apps.messaging.models import Message
from apps.moderation.models import Action
from apps.moderation.services import actions
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import make_group, make_membership, membership_of
from tests.moderation.factories import RULE, WORDS, access_of, say, tomorrow, why

pytestmark = pytest.mark.django_db


def as_sent(response: HttpResponse) -> str:
    return re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        if user.needs_second_factor:
            sign_in_as_staff(client, user)
        else:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def member_page(group: Group, bob: User) -> str:
    return reverse("moderation:member", args=[group.public_id, membership_of(bob, group).public_id])


def filled_in(**changes: str) -> dict[str, str]:
    return {
        "kind": "mute",
        "length": "day",
        "rule": RULE,
        "words": WORDS,
        "seen": "In the chat.",
        "client_id": str(uuid4()),
    } | changes


def addresses(group_id: str, member_id: str, message_id: str) -> dict[str, str]:
    return {
        "log": reverse("moderation:log", args=[group_id]),
        "member": reverse("moderation:member", args=[group_id, member_id]),
        "letter": reverse("moderation:member_letter", args=[group_id, member_id]),
        "take_back": reverse("moderation:take_back", args=[group_id, member_id]),
        "calm": reverse("moderation:calm", args=[group_id]),
        "ladder": reverse("moderation:ladder", args=[group_id]),
        "message": reverse("moderation:message", args=[group_id, message_id]),
    }


@pytest.mark.parametrize("person", ["bob", "eve", "nobody"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_members_and_strangers_get_the_404_of_what_does_not_exist(
    client: Client, group: Group, carol: User, person: str, method: str, request: pytest.FixtureRequest
) -> None:
    message = say(carol, group)
    if person != "nobody":
        client.force_login(request.getfixturevalue(person))
    ids = (group.public_id, membership_of(carol, group).public_id, message.public_id)
    absent = ("zzzzzzzzzzzz",) * 3
    for name, address in addresses(*ids).items():
        if name in {"get": {"letter", "take_back"}, "post": {"log"}}[method]:
            continue
        here = getattr(client, method)(address, filled_in())
        there = getattr(client, method)(addresses(*absent)[name], filled_in())
        assert (here.status_code, there.status_code) == (404, 404), name
        shown = as_sent(here)
        for real in ids:
            shown = shown.replace(real, absent[0])
        assert shown == as_sent(there)
    assert not Action.objects.exists()


@pytest.mark.parametrize("person", ["bob", "eve", "nia"])
def test_queue_is_not_there_for_whoever_looks_after_nobody(
    group: Group, signed_in: Callable[[User], Client], person: str, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(person))
    assert client.get(reverse("moderation:queue")).status_code == 404


def test_staff_read_the_groups_page_by_page(sam: User, group: Group, signed_in: Callable[[User], Client]) -> None:
    for number in range(26):
        make_group(f"Zone {number:02}")
    client = signed_in(sam)

    def shown(page: str) -> tuple[str, int]:
        text = client.get(reverse("moderation:queue"), {"page": page}).content.decode()
        return text, text.count('id="group-')

    first, count = shown("1")
    assert count == 25
    assert 'href="?page=2" rel="next"' in first
    last, count = shown("2")
    assert count == 2
    assert 'href="?page=1" rel="prev"' in last
    assert "Zone 25" in last
    # What is no page number is the first page, what is too far the last.
    assert shown("x\0")[1] == 25
    assert shown("999")[1] == 2


@pytest.mark.parametrize("person", ["mo", "alice", "sam"])
def test_queue_leads_to_the_groups_somebody_looks_after(
    group: Group, signed_in: Callable[[User], Client], person: str, request: pytest.FixtureRequest
) -> None:
    page = signed_in(request.getfixturevalue(person)).get(reverse("moderation:queue")).content.decode()
    assert reverse("moderation:log", args=[group.public_id]) in page


def test_log_says_so_when_there_is_nothing(group: Group, mo: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(mo).get(reverse("moderation:log", args=[group.public_id])).content.decode()
    assert "Nothing had to be done here so far" in page
    assert "Nobody is muted, suspended" in page


def test_mute_by_form_tells_the_member_and_leads_back_to_the_chat(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    response = signed_in(mo).post(member_page, filled_in())
    assert (response.status_code, response["Location"]) == (302, f"/groups/{group.public_id}/chat/")
    assert membership_of(bob, group).is_muted()
    assert Notice.objects.get(user=bob).told["words"] == WORDS


def test_removal_by_form_shows_in_the_log_with_reason_and_alias(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(mo)
    client.post(member_page, filled_in(kind="remove"))
    page = client.get(reverse("moderation:log", args=[group.public_id])).content.decode()
    assert all(word in page for word in (WORDS, "Bramble", "By Saltmarsh", "removed from the group"))
    assert "So far" in client.get(member_page).content.decode()


def test_site_safety_staff_act_and_are_shown_as_the_people_who_run_this_site(
    group: Group, sam: User, alice: User, signed_in: Callable[[User], Client]
) -> None:
    page = reverse("moderation:member", args=[group.public_id, membership_of(alice, group).public_id])
    client = signed_in(sam)
    response = client.post(page, filled_in())
    log = reverse("moderation:log", args=[group.public_id])
    assert response["Location"] == log
    assert "By the people who run this site" in client.get(log).content.decode()
    assert sam.email not in client.get(log).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"words": ""},
        {"words": "  "},
        {"words": "a\0b"},
        {"words": "x" * 100_000},
        {"kind": "site_ban"},
        {"kind": ""},
        {"length": "for ever"},
        {"length": ""},
        {"rule": "A rule nobody agreed on"},
        {"rule": ""},
        {"kind": "warn", "rule": ""},
        {"seen": ""},
        {"client_id": "no uuid"},
    ],
)
def test_bad_input_says_why_and_keeps_what_was_typed(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client], changes: dict[str, str]
) -> None:
    response = signed_in(mo).post(member_page, filled_in(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert "field__error" in page or 'role="alert"' in page
    assert (changes.get("words", WORDS).replace("\0", "")[:50]) in page.replace("\0", "")
    assert not Action.objects.exists()


def test_form_sent_twice_acts_once(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    client, form = signed_in(mo), filled_in(kind="remove")
    assert [client.post(member_page, form).status_code for _ in range(2)] == [302, 302]
    assert Action.objects.count() == 1


def test_letter_is_shown_before_it_is_sent_with_and_without_javascript(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    client, form = signed_in(mo), filled_in(words="Please not <here>.")
    fragment = client.post(f"{member_page}letter/", form, headers={"HX-Request": "true"}).content.decode()
    whole = client.post(f"{member_page}letter/", form).content.decode()
    assert "<html" not in fragment
    for page in (fragment, whole):
        assert "Please not &lt;here&gt;." in page
        assert "Hello Bramble," in page
    assert whole.count("field__error") == 0
    assert not Action.objects.exists()


def test_letter_of_half_a_form_is_still_a_letter(
    group: Group, mo: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    for form in ({}, {"length": "x", "kind": "x", "rule": "x", "words": "a\0b"}):
        assert signed_in(mo).post(f"{member_page}letter/", form).status_code == 200


def test_member_reads_exactly_the_letter_of_the_preview(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    preview = signed_in(mo).post(f"{member_page}letter/", filled_in(), headers={"HX-Request": "true"}).content.decode()
    signed_in(mo).post(member_page, filled_in())
    letter = signed_in(bob).get(reverse("notifications:notices")).content.decode()
    for sentence in re.findall(r"<p>([^<]+)</p>", preview):
        assert sentence.strip() in letter
    assert "Saltmarsh" not in letter
    assert "From the moderators of this group" in letter


def test_removed_member_still_reads_why(group: Group, mo: User, bob: User, signed_in: Callable[[User], Client]) -> None:
    actions.remove_member(access_of(mo, group), membership_of(bob, group), why=why())
    letter = signed_in(bob).get(reverse("notifications:notices")).content.decode()
    assert all(words in letter for words in (WORDS, RULE, group.name, "ask that somebody else looks"))


def test_mute_is_taken_back_from_the_log_or_from_the_page_of_the_member(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    action = actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    assert action is not None
    address, client = reverse("moderation:take_back", args=[group.public_id, action.public_id]), signed_in(mo)
    assert client.post(address, {f"{action.public_id}-words": ""}).status_code == 422
    assert f'action="{address}"' in client.get(member_page).content.decode()
    sent = {f"{action.public_id}-words": "We looked again.", "back": "member"}
    assert client.post(address, sent).headers["Location"] == member_page
    assert not membership_of(bob, group).is_muted()
    assert address not in client.get(member_page).content.decode()


def test_message_is_hidden_and_shown_again(
    group: Group, mo: User, bob: User, signed_in: Callable[[User], Client]
) -> None:
    message, client = say(bob, group), signed_in(mo)
    page = reverse("moderation:message", args=[group.public_id, message.public_id])
    assert message.body in client.get(page).content.decode()
    hiding = filled_in(act="hide")
    for form, state in ((hiding, "hidden"), (hiding, "hidden"), (filled_in(act="restore"), "visible")):
        assert client.post(page, form).status_code == 302
        assert Message.objects.get(pk=message.pk).state == state
    assert Action.objects.count() == 2


def test_moderator_cannot_act_on_an_owner_and_is_told_who_can(
    group: Group, mo: User, alice: User, signed_in: Callable[[User], Client]
) -> None:
    page = reverse("moderation:member", args=[group.public_id, membership_of(alice, group).public_id])
    client = signed_in(mo)
    assert "for the people who run this site" in client.get(page).content.decode()
    assert client.post(page, filled_in()).status_code == 422
    assert not Action.objects.exists()


def test_no_page_shows_an_address_or_an_account(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    message, client = say(bob, group), signed_in(mo)
    actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    ids = (group.public_id, membership_of(bob, group).public_id, message.public_id)
    for name in ("log", "member", "message"):
        page = client.get(addresses(*ids)[name]).content.decode()
        assert bob.email not in page
        assert group.name not in re.findall(r"<title>(.*?)</title>", page)[0]


def test_earlier_actions_are_one_step_away(group: Group, mo: User, signed_in: Callable[[User], Client]) -> None:
    for number in range(32):
        member = make_membership(make_user(f"person{number}"), group, f"Reed {number}", Role.GREETER)
        actions.remove_member(access_of(mo, group), member, why=why(f"Reason {number:02}"))
    log, client = reverse("moderation:log", args=[group.public_id]), signed_in(mo)
    first = client.get(log)
    assert "Reason 31" in first.content.decode()
    assert "Reason 01" not in first.content.decode()
    earlier = client.get(log, {"before": first.context["actions"][-1].public_id}).content.decode()
    assert "Reason 01" in earlier
    assert "Reason 02" not in earlier


def test_what_is_needed_is_not_said_to_be_passed(
    group: Group, mo: User, bob: User, member_page: str, signed_in: Callable[[User], Client]
) -> None:
    client, message = signed_in(mo), say(bob, group)
    calm = client.get(reverse("moderation:calm", args=[group.public_id])).content.decode()
    assert "(not to open or release something)" in calm
    page = client.get(member_page).content.decode()
    assert ("(you can pass)" in page, "(for all but a warning)" in page) == (False, True)
    hiding = reverse("moderation:message", args=[group.public_id, message.public_id])
    assert "(you can pass)" not in client.get(hiding).content.decode()
    assert client.post(hiding, {"act": "hide", "rule": RULE, "words": WORDS}).status_code == 302
    assert "(you can pass)" in client.get(hiding).content.decode()
