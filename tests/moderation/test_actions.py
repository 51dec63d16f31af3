"""Muting, removing, hiding and taking back: effect, letter and log in one."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, Invalid, NotFound, NotPermitted
from apps.groups.errors import Muted, OutOfRank
from apps.groups.models import EndKind, Group
from apps.groups.permissions import Role
from apps.messaging.models import Message
from apps.moderation.errors import Gone, NotALength
from apps.moderation.models import Action, AuditEntry
from apps.moderation.services import actions
from apps.moderation.services.acting import Why
from apps.notifications.models import Notice
from apps.notifications.services.mailing import mail_due_notices
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_group, make_membership, membership_of
from tests.moderation.factories import RULE, WORDS, access_of, say, tomorrow, unmute, why

pytestmark = pytest.mark.django_db

ROLES = [*Role]
# Who stands above whom: a row acts, a column is acted on.
MAY_ACT = {
    Role.MODERATOR: {Role.MEMBER, Role.GREETER, Role.FACILITATOR},
    Role.OWNER: {Role.MEMBER, Role.GREETER, Role.FACILITATOR, Role.MODERATOR},
}


def attempt(act: Callable[[], object]) -> type[Exception] | None:
    try:
        act()
    except DomainError as error:
        return type(error)
    return None


@pytest.mark.parametrize("actor", ROLES)
@pytest.mark.parametrize("target", ROLES)
@pytest.mark.parametrize("act", ["mute", "remove", "hide"])
def test_rank_decides_who_may_act_on_whom(group: Group, actor: Role, target: Role, act: str) -> None:
    one, other = make_user("one"), make_user("other")
    make_membership(one, group, "Alder", *([actor] if actor != Role.MEMBER else []))
    there = make_membership(other, group, "Birch", *([target] if target != Role.MEMBER else []))
    message, access = say(other, group), access_of(one, group)
    outcome = attempt(
        {
            "mute": lambda: actions.mute_member(access, there, until=tomorrow(), why=why()),
            "remove": lambda: actions.remove_member(access, there, why=why()),
            "hide": lambda: actions.hide_message(access, message.public_id, why=why()),
        }[act]
    )
    assert (outcome is None) is (target in MAY_ACT.get(actor, set()))
    assert Action.objects.count() == (1 if outcome is None else 0)


def test_site_safety_staff_act_on_owners_and_are_named_as_a_body(group: Group, alice: User, sam: User) -> None:
    action = actions.mute_member(access_of(sam, group), membership_of(alice, group), until=tomorrow(), why=why())
    assert action is not None
    assert (action.actor, action.staff, action.is_by_site_staff) == (None, sam, True)
    assert Notice.objects.get(user=alice).details["is_by_site_staff"] is True
    assert AuditEntry.objects.get(action=action.public_id).staff_id == sam.pk


@pytest.mark.parametrize("person", ["alice", "mo"])
def test_nobody_acts_on_themself(group: Group, person: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(person)
    message = say(user, group)
    with pytest.raises(OutOfRank):
        actions.remove_member(access_of(user, group), membership_of(user, group), why=why())
    with pytest.raises(OutOfRank):
        actions.hide_message(access_of(user, group), message.public_id, why=why())


def test_site_safety_staff_do_not_act_on_themselves_as_members(group: Group, sam: User) -> None:
    own = make_membership(sam, group, "Rowan")
    with pytest.raises(OutOfRank):
        actions.mute_member(access_of(sam, group), own, until=tomorrow(), why=why())


def test_muted_member_cannot_post_until_the_mute_ends(group: Group, mo: User, bob: User) -> None:
    actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    with pytest.raises(Muted):
        say(bob, group)
    member = membership_of(bob, group)
    member.muted_until = timezone.now() - timedelta(seconds=1)
    member.save()
    assert say(bob, group).state == Message.State.VISIBLE


def test_mute_taken_back_lets_the_member_write_again(group: Group, mo: User, bob: User) -> None:
    actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    unmute(access_of(mo, group), membership_of(bob, group), why("We looked again."))
    assert say(bob, group).number == 1
    assert Notice.objects.filter(user=bob, kind="member_unmuted").exists()


def test_removed_member_gets_what_a_stranger_gets(client: Client, group: Group, mo: User, bob: User) -> None:
    actions.remove_member(access_of(mo, group), membership_of(bob, group), why=why())
    client.force_login(bob)
    for page in ("", "chat/", "meetings/", "members/", "moderation/", "settings/"):
        here, absent = (client.get(f"/groups/{public_id}/{page}") for public_id in (group.public_id, "zzzzzzzzzzzz"))
        assert (here.status_code, absent.status_code) == (404, 404)
        assert as_sent(here).replace(group.public_id, "zzzzzzzzzzzz") == as_sent(absent)
    with pytest.raises(NotFound):
        say(bob, group)


def as_sent(response: HttpResponseBase) -> str:
    """Return the page without what is new each time."""
    return re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", response.getvalue().decode())


def test_hidden_message_comes_back_when_restored(group: Group, mo: User, bob: User) -> None:
    message = say(bob, group)
    actions.hide_message(access_of(mo, group), message.public_id, why=why())
    message.refresh_from_db()
    assert message.state == Message.State.HIDDEN
    actions.restore_message(access_of(mo, group), message.public_id, why=why())
    message.refresh_from_db()
    assert message.state == Message.State.VISIBLE
    assert list(Notice.objects.filter(user=bob).order_by("pk").values_list("kind", flat=True)) == [
        "message_hidden",
        "message_restored",
    ]


def test_message_whose_author_is_gone_can_be_hidden_and_nobody_is_told(group: Group, mo: User, bob: User) -> None:
    message = say(bob, group)
    Message.objects.filter(pk=message.pk).update(author=None)
    assert actions.hide_message(access_of(mo, group), message.public_id, why=why()) is not None
    assert not Notice.objects.exists()


def test_message_of_another_group_is_not_found(mo: User, group: Group, eve: User) -> None:
    other = make_group("Elsewhere")
    make_membership(eve, other, "Otter two")
    with pytest.raises(NotFound):
        actions.hide_message(access_of(mo, group), say(eve, other).public_id, why=why())


def test_member_of_another_group_is_not_found(mo: User, group: Group, eve: User) -> None:
    elsewhere = make_membership(eve, make_group("Elsewhere"), "Otter two")
    with pytest.raises(NotFound):
        actions.remove_member(access_of(mo, group), elsewhere, why=why())


def test_what_was_decided_is_told_in_the_page_with_its_reason(
    client: Client, group: Group, mo: User, bob: User
) -> None:
    actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    notice = Notice.objects.get(user=bob)
    assert notice.told["words"] == WORDS
    assert notice.told["rule"] == RULE
    assert "Saltmarsh" not in str(notice.told)


def test_mail_about_it_names_nothing_in_any_language(group: Group, mo: User) -> None:
    for place, language in enumerate(("en", "es")):
        user = make_user(f"lee{place}", language=language)
        there = make_membership(user, group, f"Canary {place}")
        actions.remove_member(access_of(mo, group), there, why=why("Canary words"))
    assert mail_due_notices() == 2
    for sent in mail.outbox:
        source = sent.message().as_string()
        assert not any(word in source for word in ("Canary", group.name, group.public_id, RULE, "Saltmarsh"))


def test_every_action_leaves_one_line_without_words_in_the_log(group: Group, mo: User, bob: User) -> None:
    message, access, member = say(bob, group), access_of(mo, group), membership_of(bob, group)
    actions.hide_message(access, message.public_id, why=why())
    actions.mute_member(access, member, until=tomorrow(), why=why())
    actions.remove_member(access, member, why=why())
    entries = AuditEntry.objects.filter(group=group.public_id).order_by("id")
    assert [entry.code for entry in entries] == ["message.hide", "member.mute", "member.remove"]
    assert {(entry.actor, entry.target) for entry in entries} == {(access.membership_public_id, member.public_id)}
    assert not any(WORDS in str(value) for value in entries.values_list())


def test_second_click_does_nothing_new(group: Group, mo: User, bob: User) -> None:
    message, access, member = say(bob, group), access_of(mo, group), membership_of(bob, group)
    acts: list[Callable[[Why], Action | None]] = [
        lambda reason: actions.hide_message(access, message.public_id, why=reason),
        lambda reason: actions.mute_member(access, member, until=tomorrow(), why=reason),
        lambda reason: unmute(access, member, reason),
        lambda reason: actions.remove_member(access, member, why=reason),
    ]
    for act in acts:
        reason, before = why(), Action.objects.count()
        assert act(reason) == act(reason)
        assert Action.objects.count() == before + 1
    assert Notice.objects.count() == Action.objects.count() == 4


def test_removing_somebody_who_left_keeps_them_from_coming_back(group: Group, mo: User, bob: User) -> None:
    member = membership_of(bob, group)
    member.ended_at, member.end_kind = timezone.now(), EndKind.LEFT
    member.save()
    with pytest.raises(Gone):
        actions.mute_member(access_of(mo, group), member, until=tomorrow(), why=why())
    assert actions.remove_member(access_of(mo, group), member, why=why()) is not None
    assert membership_of(bob, group).end_kind == EndKind.REMOVED


@pytest.mark.parametrize("words", ["", "  ", "a\0b", "\ud83d", "x" * 100_000])
def test_without_usable_words_nothing_happens(group: Group, mo: User, bob: User, words: str) -> None:
    with pytest.raises(Invalid):
        actions.remove_member(access_of(mo, group), membership_of(bob, group), why=why(words))
    assert membership_of(bob, group).is_active
    assert not Action.objects.exists()


def test_mute_without_an_end_ahead_is_refused(group: Group, mo: User, bob: User) -> None:
    with pytest.raises(NotALength):
        actions.mute_member(access_of(mo, group), membership_of(bob, group), until=timezone.now(), why=why())


def test_rights_lost_since_the_page_was_opened_count(group: Group, mo: User, bob: User) -> None:
    access, own = access_of(mo, group), membership_of(mo, group)
    own.roles = []
    own.save()
    with pytest.raises(NotPermitted):
        actions.remove_member(access, membership_of(bob, group), why=why())


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_act_once(group: Group, mo: User, alice: User, bob: User) -> None:
    member = membership_of(bob, group)
    accesses = [access_of(mo, group), access_of(alice, group)]
    at_once(*(lambda access=access: actions.remove_member(access, member, why=why()) for access in accesses))
    assert Action.objects.count() == Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_hiding_and_posting_at_once_do_not_block_each_other_for_ever(group: Group, mo: User, bob: User) -> None:
    waiting = iter([say(bob, group, f"message {number}") for number in range(4)])
    access, member = access_of(mo, group), membership_of(bob, group)
    work: list[Callable[[], object]] = [
        lambda: actions.hide_message(access, next(waiting).public_id, why=why()),
        lambda: say(mo, group, f"Words {uuid4()}"),
        lambda: actions.mute_member(access, member, until=tomorrow(), why=why()),
    ]
    at_once(*(lambda act=act: [act() for _ in range(4)] for act in work))
