"""Whoever reported a message or its author decides nothing about them, however the decision is come by."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Group
from apps.groups.permissions import Role
from apps.groups.services import lifecycle
from apps.messaging.models import Message
from apps.moderation.errors import PartyToIt
from apps.moderation.models import Action, Appeal, Ban
from apps.moderation.services import actions, flags, screening
from apps.moderation.services.appeals import decide_appeal, make_appeal, waiting_appeals
from apps.moderation.services.reporting import Concern, find_reportable_message, report_member, report_message
from apps.moderation.services.reversal import take_back
from apps.moderation.services.screening_queue import bring_to_queue
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership, membership_of
from tests.messaging.watching import watch
from tests.moderation.factories import RULE, access_of, close, say, tomorrow, why

pytestmark = pytest.mark.django_db

UNKIND, WORRY, SAID = Concern("harassment", ""), Concern("self_harm"), "It was a misunderstanding."


@pytest.fixture
def bly(group: Group) -> User:
    """Moderates, too, and has reported nothing."""
    user = make_user("bly")
    make_membership(user, group, "Birch", Role.MODERATOR)
    return user


def report_of(user: User, message: Message, concern: Concern = UNKIND) -> None:
    group = message.room.group
    report_message(access_of(user, group), find_reportable_message(group, user, message.public_id), concern)


def decide(group: Group) -> list[str]:
    """Return whoever an appeal in the group waits for."""
    return sorted(user.email.split("@")[0] for user in User.objects.all() if waiting_appeals(access_of(user, group)))


def test_who_reported_decides_no_appeal_where_the_decision_named_no_case(
    group: Group, mo: User, bly: User, bob: User, carol: User, alice: User
) -> None:
    message = say(carol, group)
    report_of(mo, message)
    hidden = actions.hide_message(access_of(bly, group), message.public_id, why=why())
    report_member(access_of(mo, group), membership_of(bob, group), UNKIND)
    muted = actions.mute_member(access_of(bly, group), membership_of(bob, group), until=tomorrow(), why=why())
    for user, action in ((carol, hidden), (bob, muted)):
        assert action
        assert action.evidence is None
        appeal = make_appeal(user, action.public_id, words=SAID)
        assert decide(group) == ["alice"]
        with pytest.raises(NotFound):
            decide_appeal(access_of(mo, group), appeal.public_id, is_reversed=False, why=why())
        decide_appeal(access_of(alice, group), appeal.public_id, is_reversed=False, why=why())


def test_what_was_looked_at_before_makes_nobody_party_to_what_comes_after(
    group: Group, mo: User, bly: User, bob: User, alice: User
) -> None:
    before = report_member(access_of(mo, group), membership_of(bob, group), UNKIND)
    close(alice, before)
    muted = actions.mute_member(access_of(bly, group), membership_of(bob, group), until=tomorrow(), why=why())
    assert muted
    make_appeal(bob, muted.public_id, words=SAID)
    assert decide(group) == ["alice", "mo"]


def test_who_helped_to_put_a_message_away_decides_no_appeal_about_it(
    group: Group, mo: User, bly: User, bob: User, carol: User, alice: User
) -> None:
    message, more = say(carol, group), make_user("more")
    make_membership(more, group, "Moss")
    for user in (mo, bob, more):
        report_of(user, message)
    flags.hold_flagged()
    assert mo not in [user for user in (mo, bly) if screening.waiting_in(access_of(user, group))]
    screening.turn_down(access_of(bly, group), message.public_id, words="Not like this.")
    make_appeal(carol, Action.objects.get().public_id, words=SAID)
    assert decide(group) == ["alice"]


def test_who_reported_one_message_hides_none_of_its_author_until_it_was_looked_at(
    group: Group, mo: User, bob: User, carol: User, alice: User
) -> None:
    first, second = say(carol, group, "One"), say(carol, group, "Two")
    report_of(bob, first)
    report_of(mo, second)
    for message in (first, second):
        with pytest.raises(PartyToIt):
            actions.hide_message(access_of(mo, group), message.public_id, why=why())
    of_bob = say(bob, group)
    assert actions.hide_message(access_of(mo, group), of_bob.public_id, why=why())


def test_who_reported_its_author_turns_down_no_message_that_waits(
    group: Group, mo: User, carol: User, alice: User, client: Client
) -> None:
    watch(group, "quarrel", "hold")
    message = say(carol, group, "A quarrel again")
    bring_to_queue()
    report_member(access_of(mo, group), membership_of(carol, group), UNKIND)
    with pytest.raises(PartyToIt):
        screening.turn_down(access_of(mo, group), message.public_id, words="No.")
    client.force_login(mo)
    page = f"/groups/{group.public_id}/moderation/held/{message.public_id}/"
    assert "You reported this, or whoever it is about" in client.get(page).content.decode()
    sent = client.post(page, {"act": "turn_down", "words": "Words that I wrote."})
    assert sent.status_code == 422
    screening.turn_down(access_of(alice, group), message.public_id, words="No.")


def test_site_staff_decide_nowhere_about_whom_they_reported_anywhere(
    group: Group, bob: User, carol: User, sam: User
) -> None:
    other, sue = make_group("Elsewhere"), make_user("sue", is_staff=True, is_safety_staff=True)
    there = make_membership(carol, other, "Fern")
    make_membership(sam, group, "Sorrel")
    report_member(access_of(sam, group), membership_of(carol, group), UNKIND)
    with pytest.raises(PartyToIt):
        actions.ban_member(access_of(sam, other), there, until=None, why=why(), is_site_wide=True)
    done = actions.ban_member(access_of(sue, other), there, until=None, why=why(), is_site_wide=True)
    assert done
    make_appeal(carol, done.public_id, words=SAID)
    assert decide(other) == []
    make_user("kim", is_staff=True, is_safety_staff=True)
    assert decide(other) == ["kim"]


def test_a_worry_about_its_author_leaves_nobody_to_decide_about_a_message_no_longer(
    group: Group, mo: User, bob: User, carol: User, alice: User
) -> None:
    message, more = say(carol, group), make_user("more")
    make_membership(more, group, "Moss")
    for user in (alice, bob, more):
        report_of(user, message)
    report_of(mo, message, WORRY)
    flags.hold_flagged()
    assert [one.message for one in screening.waiting_in(access_of(mo, group))] == [message]
    screening.let_stand(access_of(mo, group), message.public_id)
    message.refresh_from_db()
    assert message.state == Message.State.VISIBLE
    assert not screening.waiting_in(access_of(alice, group))


def test_a_group_is_not_erased_over_an_appeal_and_a_ban_from_the_site_stays_to_be_taken_back(
    group: Group, mo: User, bob: User, carol: User, alice: User, sam: User
) -> None:
    muted = actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    banned = actions.ban_member(
        access_of(sam, group), membership_of(carol, group), until=None, why=why(), is_site_wide=True
    )
    assert muted
    assert banned
    appeal = make_appeal(bob, muted.public_id, words=SAID)
    Group.objects.update(deletes_at=timezone.now(), state=Group.State.ARCHIVED)
    later = timezone.now() + timedelta(days=15)
    assert lifecycle.erase_ended(later) == 0
    decide_appeal(access_of(sam, group), appeal.public_id, is_reversed=True, why=why())
    assert lifecycle.erase_ended(later) == 0
    second = make_appeal(carol, banned.public_id, words=SAID)
    assert second.state == Appeal.State.WAITING
    take_back(access_of(sam, group), banned.public_id, why=why("We were wrong."))
    assert not Ban.objects.exists()
    assert lifecycle.erase_ended(later) == 1
    assert not Action.objects.exists()


def test_a_stale_form_is_not_said_to_have_done_anything(
    group: Group, mo: User, carol: User, alice: User, client: Client
) -> None:
    message = say(carol, group)
    page = f"/groups/{group.public_id}/moderation/messages/{message.public_id}/"
    client.force_login(mo)
    client.get(page)
    actions.hide_message(access_of(alice, group), message.public_id, why=why())
    sent = client.post(page, {"act": "hide", "rule": RULE, "words": "Words that I wrote.", "client_id": str(uuid4())})
    assert sent.status_code == 422
    assert "nobody was told" in sent.content.decode()
    assert "Words that I wrote." in sent.content.decode()
    assert Action.objects.count() == 1
