"""While nobody is on duty three members put a message out of sight, until somebody has looked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.messaging.models import Message
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.history import older_than
from apps.messaging.services.rooms import chat_room, enter_room
from apps.moderation.errors import EnoughForNow
from apps.moderation.models import Case, Report
from apps.moderation.rules.flags import Flag, are_enough
from apps.moderation.services import closing, flags, hands, reporting, screening
from apps.moderation.services.reporting import Concern
from apps.moderation.services.screening_queue import bring_to_queue
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership
from tests.moderation.factories import access_of, say

UNKIND, WORRY = Concern("harassment", "Please look."), Concern("self_harm")


@pytest.mark.parametrize(
    ("given", "enough"),
    [
        ([(1, "harassment", True), (2, "selling", True), (3, "other", True)], True),
        ([(1, "harassment", True), (2, "selling", True)], False),
        ([(1, "harassment", True), (1, "selling", True), (2, "other", True)], False),
        ([(1, "harassment", True), (2, "selling", True), (3, "other", False)], False),
        ([(1, "self_harm", True), (2, "self_harm", True), (3, "self_harm", True)], False),
        ([(1, "self_harm", True), (2, "method", True), (3, "method", True), (4, "method", True)], True),
    ],
)
def test_three_full_members_are_enough_and_worries_do_not_count(
    given: list[tuple[int, str, bool]], *, enough: bool
) -> None:
    assert are_enough(Flag(*flag) for flag in given) is enough


@pytest.fixture
def three(group: Group) -> list[User]:
    people = [make_user(f"reed{number}") for number in range(3)]
    for number, person in enumerate(people):
        make_membership(person, group, f"Reed {number}")
    return people


@pytest.fixture
def said(group: Group, alice: User, mo: User, bob: User) -> Message:
    return say(bob, group, "Words that hurt")


def report(group: Group, person: User, message: Message, concern: Concern = UNKIND) -> Report:
    found = reporting.find_reportable_message(group, person, message.public_id)
    return reporting.report_message(access_of(person, group), found, concern)


def flag_all(group: Group, people: list[User], message: Message) -> None:
    for person in people:
        report(group, person, message)
    flags.hold_flagged()


def state_of(message: Message) -> str:
    return Message.objects.values_list("state", flat=True).get(pk=message.pk)


def kinds_for(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


@pytest.mark.django_db
def test_the_third_puts_it_away_and_a_release_undoes_it_for_good(
    group: Group, three: list[User], said: Message, mo: User, bob: User, carol: User
) -> None:
    flag_all(group, three[:2], said)
    assert state_of(said) == "visible"
    flag_all(group, three[2:], said)
    assert state_of(said) == "hidden"
    assert kinds_for(bob) == ["message_put_away"]
    room, access = enter_room(chat_room(group).public_id, carol)
    [row] = older_than(room, access).messages
    assert row.parties is not None
    assert row.parties.finding is not None
    client = Client()
    client.force_login(carol)
    page = client.get(f"/groups/{group.public_id}/chat/").content.decode()
    assert "Several members asked that somebody looks at this message" in page
    assert "Words that hurt" not in page
    kept = screening.let_stand(access_of(mo, group), said.public_id)
    assert (kept.state, kept.number) == ("visible", 1)
    assert kinds_for(bob) == ["message_put_away", "message_released"]
    closing.settle_closed(now=timezone.now() + timedelta(minutes=1))
    assert all("report_looked_at" in kinds_for(person) for person in three)
    make_membership(fourth := make_user("reed3"), group, "Reed 3")
    flag_all(group, [fourth], said)
    assert state_of(said) == "visible"
    edit_message(bob.pk, said.public_id, NewWords(body="New words that hurt"))
    flag_all(group, three, said)
    assert state_of(said) == "hidden"


@pytest.mark.django_db
def test_while_somebody_is_on_duty_reports_wait_for_them(
    group: Group, three: list[User], said: Message, mo: User
) -> None:
    now = timezone.now()
    Group.objects.filter(pk=group.pk).update(attended=[now - timedelta(hours=1), now + timedelta(hours=1)])
    flag_all(group, three, said)
    assert state_of(said) == "visible"
    Group.objects.filter(pk=group.pk).update(attended=[now - timedelta(hours=2), now - timedelta(hours=1)])
    flags.hold_flagged()
    assert state_of(said) == "hidden"


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "state"), [("dismissed", "visible"), ("acted", "hidden")])
def test_it_follows_a_case_that_ended_by_itself(
    outcome: str, state: str, group: Group, three: list[User], said: Message, mo: User
) -> None:
    flag_all(group, three, said)
    Case.objects.update(outcome=outcome, state=Case.State.CLOSED, closed_at=timezone.now())
    closing.settle_closed(now=timezone.now() + timedelta(minutes=1))
    bring_to_queue()
    bring_to_queue()
    assert state_of(said) == state
    assert not screening.waiting_in(access_of(mo, group))


@pytest.mark.django_db
def test_no_cap_on_heavy_cases_keeps_a_message_out_of_sight(
    group: Group, three: list[User], said: Message, mo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in three:
        report(group, person, said, Concern("method"))
    flags.hold_flagged()
    assert state_of(said) == "hidden"
    monkeypatch.setattr(hands, "MOST_DISTRESSING", 0)
    with pytest.raises(EnoughForNow):
        hands.claim(mo.pk, Case.objects.get().public_id)
    screening.let_stand(access_of(mo, group), said.public_id)
    assert state_of(said) == "visible"


@pytest.mark.django_db
def test_kept_out_of_sight_it_is_an_action_that_can_be_appealed(
    group: Group, three: list[User], said: Message, mo: User, bob: User
) -> None:
    flag_all(group, three, said)
    screening.turn_down(access_of(mo, group), said.public_id, words="It was about somebody, not to them.")
    assert state_of(said) == "hidden"
    assert kinds_for(bob) == ["message_put_away", "message_hidden"]
    assert Message.objects.get(pk=said.pk).body == "Words that hurt"
    assert not screening.waiting_in(access_of(mo, group))


@pytest.mark.django_db
def test_newcomers_and_those_who_left_are_not_counted(group: Group, three: list[User], said: Message) -> None:
    Membership.objects.filter(user=three[0]).update(settled_at=None)
    flag_all(group, three, said)
    assert state_of(said) == "visible"
    Membership.objects.filter(user=three[0]).update(settled_at=timezone.now(), ended_at=timezone.now())
    flags.hold_flagged()
    assert state_of(said) == "visible"


@pytest.mark.django_db
def test_what_those_who_own_the_group_said_is_for_site_staff(
    group: Group, three: list[User], alice: User, mo: User, sam: User
) -> None:
    said = say(alice, group, "Words of an owner")
    flag_all(group, three, said)
    assert state_of(said) == "hidden"
    assert [len(screening.waiting_in(access_of(user, group))) for user in (alice, mo, sam)] == [0, 0, 1]
    screening.let_stand(access_of(sam, group), said.public_id)
    assert state_of(said) == "visible"


@pytest.mark.django_db(transaction=True)
def test_three_at_once_put_it_away_once(group: Group, three: list[User], said: Message, bob: User) -> None:
    at_once(*(lambda person=person: report(group, person, said) for person in three))
    assert state_of(said) == "hidden"
    assert kinds_for(bob) == ["message_put_away"]
