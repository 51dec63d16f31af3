"""Messages that wait for a look: seen by their author, decided once, and what holds when things changed meanwhile."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Block, Group, Membership
from apps.groups.permissions import Role
from apps.messaging.models import AwaitedAnswer, Message, Screened
from apps.messaging.rules.search_terms import terms_of
from apps.messaging.services.history import changed_after, older_than
from apps.messaging.services.reaching import tell_people
from apps.messaging.services.rooms import chat_room, enter_room
from apps.messaging.services.search import Asked, readable_rooms, search
from apps.messaging.services.unsending import unsend_message
from apps.moderation.errors import AuthorAway, DecidedElsewhere, ReasonMissing, TakenBack
from apps.moderation.models import Action, AuditEntry, Case, Report
from apps.moderation.services import closing, screening
from apps.moderation.services.acting import Why
from apps.moderation.services.appeals import decide_appeal, make_appeal
from apps.moderation.services.reporting import Concern, report_member
from apps.moderation.services.screening_queue import bring_to_queue
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.live import LiveApp, wait_until
from tests.messaging.tabs import cookie_of, open_tab
from tests.messaging.unread import unread_count
from tests.messaging.watching import watch
from tests.moderation.factories import access_of, say, seen_by


def kinds_for(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def read_by(user: User, group: Group) -> list[str]:
    room, access = enter_room(chat_room(group).public_id, user)
    return [message.body for message in older_than(room, access).messages]


@pytest.fixture
def held(group: Group, alice: User, mo: User, bob: User, carol: User) -> Message:
    """Words of bob that wait, and call on carol."""
    watch(group, "casino")
    message = say(bob, group, "A casino, @Clover")
    bring_to_queue()
    return message


def test_nobody_but_its_author_and_moderators_meets_what_is_held(
    held: Message, group: Group, mo: User, bob: User, carol: User
) -> None:
    assert (held.state, held.number) == ("held", None)
    for user, sees in ((bob, True), (mo, True), (carol, False)):
        room, access = enter_room(held.room.public_id, user)
        assert bool(read_by(user, group)) == sees
        assert bool(changed_after(room, access, 0).messages) == sees
        assert unread_count(room, access) == 0
    tell_people()
    assert kinds_for(carol) == []
    client = Client()
    client.force_login(carol)
    assert "casino" not in client.get(f"/groups/{group.public_id}/chat/").content.decode()
    client.force_login(bob)
    page = client.get(f"/groups/{group.public_id}/chat/").content.decode()
    assert "Held until somebody has looked" in page
    assert "“casino” is in it" in page


def test_it_is_in_the_queue_once_and_urgent_where_its_author_may_be_in_danger(
    held: Message, group: Group, mo: User, alice: User, bob: User
) -> None:
    assert bring_to_queue() == 0
    danger = say(bob, group, "casino. I want to kill myself")
    assert bring_to_queue() == 1
    assert [one.message.pk for one in screening.waiting_in(access_of(mo, group))] == [danger.pk, held.pk]
    assert [report.category for report in seen_by(alice)] == ["self_harm", "other"]


def test_released_it_stands_where_the_talk_is_and_those_it_calls_on_are_told(
    held: Message, group: Group, mo: User, bob: User, carol: User
) -> None:
    say(carol, group, "Meanwhile")
    kept = screening.let_stand(access_of(mo, group), held.public_id)
    assert (kept.state, kept.number, kept.change) == ("visible", 2, 3)
    assert kept.posted_at > held.posted_at
    assert read_by(carol, group) == ["Meanwhile", "A casino, @Clover"]
    tell_people()
    assert kinds_for(carol) == ["words_for_me"]
    assert kinds_for(bob) == ["message_released"]
    assert list(AuditEntry.objects.values_list("code", "message")) == [("message.released", held.public_id)]
    assert not screening.waiting_in(access_of(mo, group))
    assert Case.objects.get().state == Case.State.DONE
    assert AwaitedAnswer.objects.get(message=held).message.number == 2


def test_turned_down_its_author_reads_why_and_has_the_words_back(
    held: Message, group: Group, mo: User, bob: User, carol: User
) -> None:
    with pytest.raises(ReasonMissing):
        screening.turn_down(access_of(mo, group), held.public_id, words=" ")
    screening.turn_down(access_of(mo, group), held.public_id, words="No advertisements, please.")
    for user in (bob, carol, mo):
        assert read_by(user, group) == []
    letter = Notice.objects.get(user=bob)
    assert (letter.kind, letter.wants_mail) == ("message_declined", True)
    assert (letter.told["words"], letter.told["said"]) == ("No advertisements, please.", "A casino, @Clover")
    assert not Message.objects.filter(body__contains="casino").exists()
    client = Client()
    client.force_login(bob)
    page = client.get("/me/notices/").content.decode()
    assert "No advertisements, please." in page
    assert "A casino, @Clover" in page
    assert AuditEntry.objects.get().code == "message.declined"


@pytest.mark.parametrize("case", ["stands", "words forgotten", "author gone", "it stays"])
def test_turned_down_somebody_else_looks_once_more(
    case: str, held: Message, group: Group, mo: User, alice: User, bob: User, carol: User
) -> None:
    screening.turn_down(access_of(mo, group), held.public_id, words="No advertisements, please.")
    assert Notice.objects.get(user=bob).details["may_appeal"]
    appeal = make_appeal(bob, Action.objects.get().public_id, words="It was a joke.")
    say(carol, group, "Meanwhile")
    if case == "words forgotten":
        Report.objects.update(snapshot={})
    elif case == "author gone":
        Membership.objects.filter(user=bob).update(ended_at=timezone.now(), end_kind="left")
    with pytest.raises(NotFound):
        decide_appeal(access_of(mo, group), appeal.public_id, is_reversed=True, why=Why("You are right."))
    is_reversed = case != "it stays"
    decide_appeal(access_of(alice, group), appeal.public_id, is_reversed=is_reversed, why=Why("I looked."))
    stands = case == "stands"
    assert read_by(carol, group) == ["Meanwhile", *(["A casino, @Clover"] if stands else [])]
    letter = Notice.objects.filter(user=bob).latest("pk")
    assert letter.kind == ("message_let_stand" if is_reversed else "appeal_upheld")
    assert letter.details.get("stands", False) == stands
    tell_people()
    assert kinds_for(carol) == (["words_for_me"] if stands else [])
    assert bring_to_queue() == 0
    codes = [
        "message.declined",
        "appeal.made",
        *(["message.released", "appeal.reversed"] if is_reversed else ["appeal.upheld"]),
    ]
    assert list(AuditEntry.objects.order_by("place").values_list("code", flat=True)) == codes
    client = Client()
    client.force_login(bob)
    assert "message turned down" in client.get(f"/me/decisions/{group.public_id}/").content.decode().lower()
    assert "casino" not in str(Action.objects.values())


def test_a_second_decision_and_a_decision_after_it_was_taken_back_change_nothing(
    held: Message, group: Group, mo: User, alice: User, bob: User
) -> None:
    screening.let_stand(access_of(mo, group), held.public_id)
    for decide in (
        lambda: screening.let_stand(access_of(alice, group), held.public_id),
        lambda: screening.turn_down(access_of(alice, group), held.public_id, words="No"),
    ):
        with pytest.raises(DecidedElsewhere):
            decide()
    other = say(bob, group, "Another casino")
    bring_to_queue()
    unsend_message(bob.pk, other.public_id)
    with pytest.raises(TakenBack):
        screening.let_stand(access_of(mo, group), other.public_id)
    bring_to_queue()
    assert not Case.objects.exclude(state=Case.State.DONE).exists()
    assert not seen_by(mo)


@pytest.mark.parametrize("state", ["muted", "blocked", "left", "suspended", "removed"])
def test_what_happened_to_the_author_meanwhile_decides_who_reads_it(
    state: str, held: Message, group: Group, mo: User, bob: User, carol: User
) -> None:
    him, later = membership_of(bob, group), timezone.now() + timedelta(days=1)
    if state == "muted":
        Membership.objects.filter(pk=him.pk).update(muted_until=later)
    elif state == "suspended":
        Membership.objects.filter(pk=him.pk).update(suspended_until=later)
    elif state == "blocked":
        Block.objects.create(blocker=membership_of(carol, group), blocked=him)
    else:
        Membership.objects.filter(pk=him.pk).update(ended_at=timezone.now(), end_kind=state)
    if state in {"muted", "blocked"}:
        # A mute is about what is said from then on; a block, made before this newly appears, hides it.
        screening.let_stand(access_of(mo, group), held.public_id)
        assert read_by(mo, group) == ["A casino, @Clover"]
        assert read_by(carol, group) == ([] if state == "blocked" else ["A casino, @Clover"])
        return
    with pytest.raises(AuthorAway):
        screening.let_stand(access_of(mo, group), held.public_id)
    screening.turn_down(access_of(mo, group), held.public_id, words="Thank you all the same.")
    assert kinds_for(bob) == ["message_declined"]


def test_nobody_decides_about_their_own_words_and_members_find_nothing(
    group: Group, alice: User, mo: User, bob: User, carol: User, eve: User
) -> None:
    watch(group, "casino")
    make_membership(frank := make_user("frank"), group, "Fern", Role.FACILITATOR)
    message = say(frank, group, "casino")
    assert message.state == "held"
    assert say(mo, group, "A casino").state == "visible"
    bring_to_queue()
    for user in (frank, bob, carol, eve):
        for decide in (screening.let_stand, lambda *given: screening.turn_down(*given, words="No")):
            with pytest.raises(NotFound):
                decide(access_of(user, group), message.public_id)
    assert screening.let_stand(access_of(mo, group), message.public_id).state == "visible"


def test_a_message_that_waits_never_loses_its_case(held: Message, group: Group, mo: User) -> None:
    # As if from before a case could not be closed past it.
    Case.objects.update(outcome=Case.Outcome.DISMISSED, state=Case.State.CLOSED, closed_at=timezone.now())
    closing.settle_closed(now=timezone.now() + timedelta(minutes=1))
    bring_to_queue()
    assert [one.message.pk for one in screening.waiting_in(access_of(mo, group))] == [held.pk]


def test_a_marked_message_stands_and_is_in_the_queue(group: Group, mo: User, bob: User, carol: User) -> None:
    watch(group, "casino", "mark")
    message = say(bob, group, "casino")
    bring_to_queue()
    assert read_by(carol, group) == ["casino"]
    [one] = screening.waiting_in(access_of(mo, group))
    assert not one.screened.is_held
    screening.let_stand(access_of(mo, group), message.public_id)
    assert not screening.waiting_in(access_of(mo, group))
    assert kinds_for(bob) == []
    assert Screened.objects.get().outcome == "released"


@pytest.mark.parametrize("ends", ["taken back", "let stand"])
def test_the_end_of_a_marked_message_closes_no_report_about_its_author(
    ends: str, group: Group, mo: User, bob: User, carol: User
) -> None:
    watch(group, "casino", "mark")
    message = say(bob, group, "casino")
    bring_to_queue()
    concern = Concern(Report.Category.HARASSMENT, "He writes to me every night.")
    made = report_member(access_of(carol, group), membership_of(bob, group), concern)
    # As if from before each had a case of its own.
    of_message = Case.objects.get(subject=Report.Subject.FLAGGED)
    assert made.case != of_message
    Report.objects.filter(pk=made.pk).update(case=of_message)
    if ends == "taken back":
        unsend_message(bob.pk, message.public_id)
        bring_to_queue()
    else:
        screening.let_stand(access_of(mo, group), message.public_id)
    made.refresh_from_db()
    assert (made.state, Case.objects.get(pk=of_message.pk).state) == (Report.State.OPEN, Case.State.OPEN)
    assert made in seen_by(mo)


def test_newcomers_wait_while_the_group_wants_it(group: Group, mo: User, bob: User, carol: User) -> None:
    Group.objects.filter(pk=group.pk).update(newcomers_held_until=timezone.now() + timedelta(hours=1))
    Membership.objects.filter(user=bob).update(settled_at=None)
    assert [say(user, group, "Hello").state for user in (bob, carol)] == ["held", "visible"]
    Group.objects.filter(pk=group.pk).update(newcomers_held_until=timezone.now() - timedelta(seconds=1))
    assert say(bob, group, "Hello again").state == "visible"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_counts(held: Message, group: Group, alice: User, mo: User) -> None:
    def decide(user: User) -> str:
        try:
            return screening.let_stand(access_of(user, group), held.public_id).state
        except DecidedElsewhere:
            return "too late"

    assert sorted(at_once(lambda: decide(alice), lambda: decide(mo))) == ["too late", "visible"]
    assert Message.objects.get(pk=held.pk).number == 1
    assert Action.objects.count() == 0
    assert AuditEntry.objects.count() == 1


def test_the_search_finds_it_when_it_stands(held: Message, group: Group, mo: User, carol: User) -> None:
    def found() -> list[str]:
        asked = Asked(terms=terms_of("casino"))
        items = search(readable_rooms(group, access_of(carol, group)), asked).items
        return [item["message"].public_id for item in items]

    assert found() == []
    screening.let_stand(access_of(mo, group), held.public_id)
    assert found() == [held.public_id]


def test_open_pages_hear_of_it_when_it_stands_and_not_before(
    live_app: LiveApp, group: Group, mo: User, bob: User, carol: User
) -> None:
    watch(group, "casino")
    room = chat_room(group).public_id
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        for tab in (his, hers):
            tab.open(room)
        his.say(room, "A casino")
        sent = his.until("message.sent", 30)
        assert (sent["state"], sent["number"]) == ("held", None)
        own = his.once("message.changed")
        assert "Held until somebody has looked" in own["html"]
        assert hers.until("room.advanced", 30)["change"] == sent["change"]
        bring_to_queue()
        # The live process may be bringing it at the same moment.
        wait_until(Case.objects.exists, seconds=30, what="it is in the queue")
        screening.let_stand(access_of(mo, group), sent["id"])
        for tab in (his, hers):
            shown = tab.until("message.changed", 30)
            assert (shown["id"], shown["number"], shown["state"]) == (sent["id"], 1, "visible")
            assert "Held until" not in shown["html"]
        assert not any(frame.get("id") == sent["id"] and frame["state"] == "held" for frame in hers.frames)
