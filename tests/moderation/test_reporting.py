"""Reporting: who may, what is kept, who handles it, and that nobody learns who asked."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.core.errors import Invalid, NotFound
from apps.groups.models import Block, Group, Membership
from apps.groups.permissions import Role
from apps.messaging.models import Message, Room
from apps.messaging.services.retention import delete_expired
from apps.moderation.errors import NotClosable, PartyToIt, TooManyReports, WordsMissing
from apps.moderation.models import AuditEntry, Report
from apps.moderation.services import actions, reporting
from apps.moderation.services.evidence import forget_evidence
from apps.moderation.services.reporting import Concern
from apps.moderation.services.waiting import closed_lately
from apps.notifications.models import Notice
from apps.notifications.services.mailing import mail_due_notices
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import make_membership, membership_of
from tests.moderation.factories import access_of, close, say, seen_by, why

pytestmark = pytest.mark.django_db

UNKIND = Concern("harassment", "It is the third time.")


def report(user: User, group: Group, message: Message, concern: Concern = UNKIND) -> Report:
    found = reporting.find_reportable_message(group, user, message.public_id)
    return reporting.report_message(access_of(user, group), found, concern)


def told(kind: str = "report_made") -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))


@pytest.fixture
def said(group: Group, carol: User) -> Message:
    return say(carol, group, "Words that hurt")


# --- who may ------------------------------------------------------------------------------------------------


def test_report_keeps_the_message_as_it_was(group: Group, bob: User, carol: User, said: Message) -> None:
    kept = report(bob, group, said).snapshot
    assert (kept["id"], kept["alias"], kept["body"]) == (said.public_id, "Clover", "Words that hurt")
    assert (kept["room_kind"], kept["kind"], kept["pictures"]) == ("chat", "plain", [])


def test_outsiders_former_members_and_the_author_find_nothing_to_report(
    group: Group, bob: User, carol: User, eve: User, nia: User, sam: User, said: Message
) -> None:
    Membership.objects.filter(user=bob).update(ended_at=timezone.now())
    for user in (bob, eve, nia, sam, carol):
        with pytest.raises(NotFound):
            reporting.find_reportable_message(group, user, said.public_id)


def test_muted_member_may_report(group: Group, bob: User, said: Message) -> None:
    bob.memberships.update(muted_until=timezone.now() + timedelta(days=1))
    assert report(bob, group, said).is_open


def test_what_a_blocked_person_said_before_can_be_reported_and_what_came_after_is_not_seen(
    group: Group, bob: User, carol: User, said: Message
) -> None:
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    later = say(carol, group, "Later")
    assert report(bob, group, said).message == said
    with pytest.raises(NotFound):
        report(bob, group, later)
    assert reporting.find_reportable_member(
        access_of(bob, group), membership_of(carol, group).public_id
    ) == membership_of(carol, group)


def test_member_is_reported_without_a_message_and_nobody_reports_themself(group: Group, bob: User, carol: User) -> None:
    access, member = access_of(bob, group), membership_of(carol, group)
    made = reporting.report_member(access, reporting.find_reportable_member(access, member.public_id), UNKIND)
    assert (made.subject, made.reported, made.snapshot) == ("member", member, {})
    assert reporting.report_member(access, member, UNKIND) == made
    with pytest.raises(NotFound):
        reporting.find_reportable_member(access, access.membership_public_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(group=group, reporter=member, reported=member, subject="member", category="other")


def test_newcomer_reports_whom_they_read_and_not_whom_they_cannot_see(
    group: Group, nia: User, bob: User, carol: User, said: Message
) -> None:
    make_membership(nia, group, "Newt", settled_at=None)
    access = access_of(nia, group)
    assert reporting.find_reportable_member(access, membership_of(carol, group).public_id) == membership_of(
        carol, group
    )
    with pytest.raises(NotFound):
        reporting.find_reportable_member(access, membership_of(bob, group).public_id)


def test_second_click_gets_the_same_receipt_and_tells_nobody_again(
    group: Group, bob: User, mo: User, said: Message
) -> None:
    first = report(bob, group, said)
    assert report(bob, group, said, Concern("selling")) == first
    assert Report.objects.count() == Notice.objects.filter(kind="report_made").count() == 1
    close(mo, first, "Read.")
    assert report(bob, group, said) != first


@pytest.mark.parametrize(
    ("concern", "error"),
    [
        (Concern("nothing"), Invalid),
        (Concern("other", "  "), WordsMissing),
        (Concern("selling", "a\0b"), Invalid),
        (Concern("selling", "x" * 2001), Invalid),
    ],
)
def test_unusable_words_are_refused(
    group: Group, bob: User, said: Message, concern: Concern, error: type[Exception]
) -> None:
    with pytest.raises(error):
        report(bob, group, said, concern)
    assert not Report.objects.exists()


def test_reports_come_at_the_pace_of_people(group: Group, bob: User, carol: User, said: Message) -> None:
    Report.objects.bulk_create(
        Report(group=group, reporter=membership_of(bob, group), subject="message", category="selling")
        for _ in range(reporting.MOST_AN_HOUR)
    )
    with pytest.raises(TooManyReports):
        report(bob, group, said)


# --- what is kept -------------------------------------------------------------------------------------------


def test_snapshot_survives_edit_taking_back_and_retention(group: Group, bob: User, mo: User, said: Message) -> None:
    made = report(bob, group, said)
    Message.objects.filter(pk=said.pk).update(body="Kind words", edited_at=timezone.now())
    Message.objects.filter(pk=said.pk).update(body="", author=None, state=Message.State.UNSENT)
    assert delete_expired(now=timezone.now() + timedelta(days=400)) == 1
    made.refresh_from_db()
    assert (made.message, made.snapshot["body"]) == (None, "Words that hurt")
    assert forget_evidence(now=timezone.now() + timedelta(days=4000)) == 0
    close(mo, made, "Read.")
    assert forget_evidence(now=timezone.now() + timedelta(days=1)) == 0
    assert [forget_evidence(now=timezone.now() + timedelta(days=400)) for _ in range(2)] == [1, 0]
    made.refresh_from_db()
    assert made.case is not None
    assert (made.snapshot, made.words, made.case.note) == ({}, "", "")


# --- who handles it -----------------------------------------------------------------------------------------


def test_those_who_look_after_the_group_are_told_in_neutral_words(
    group: Group, alice: User, mo: User, sam: User, bob: User, said: Message
) -> None:
    report(bob, group, said)
    assert told() == {alice.email, mo.email}
    mail_due_notices()
    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        source = sent.message().as_string()
        assert not any(word in source for word in (group.name, group.public_id, "Bramble", "Clover", "hurt"))


@pytest.mark.parametrize(
    ("author", "reporter", "handlers"),
    [
        ("carol", "bob", {"alice", "mo"}),
        ("carol", "mo", {"alice"}),
        ("mo", "bob", {"alice"}),
        ("alice", "bob", {"sam"}),
        ("alice", "mo", {"sam"}),
        ("mo", "alice", {"sam"}),
    ],
)
def test_nobody_handles_what_they_are_party_to(
    group: Group, request: pytest.FixtureRequest, author: str, reporter: str, handlers: set[str]
) -> None:
    people: dict[str, User] = {name: request.getfixturevalue(name) for name in ("alice", "mo", "bob", "carol", "sam")}
    made = report(people[reporter], group, say(people[author], group, "Words"))
    assert told() == {people[name].email for name in handlers}
    for name, user in people.items():
        assert (made in seen_by(user)) is (name in handlers), name
        if name not in handlers:
            with pytest.raises(NotFound):
                close(user, made)


def test_site_staff_who_are_party_see_nothing_of_it(group: Group, sam: User, alice: User) -> None:
    make_membership(sam, group, "Rowan")
    report(sam, group, say(alice, group, "Words"))
    assert seen_by(sam) == []
    assert told() == set()


@pytest.mark.parametrize(("blocker", "blocked"), [("mo", "carol"), ("mo", "bob"), ("bob", "mo")])
def test_moderator_with_a_block_that_could_colour_their_judgement_does_not_handle_it(
    group: Group, request: pytest.FixtureRequest, alice: User, bob: User, said: Message, blocker: str, blocked: str
) -> None:
    sides = {name: membership_of(request.getfixturevalue(name), group) for name in (blocker, blocked)}
    Block.objects.create(blocker=sides[blocker], blocked=sides[blocked])
    report(bob, group, said)
    assert told() == {alice.email}


def test_nobody_chooses_who_handles_a_report_of_them_by_blocking(
    group: Group, alice: User, mo: User, bob: User, carol: User, said: Message
) -> None:
    for moderator in (alice, mo):
        Block.objects.create(blocker=membership_of(carol, group), blocked=membership_of(moderator, group))
    made = report(bob, group, said)
    assert told() == {alice.email, mo.email}
    assert seen_by(mo) == [made]


def test_danger_comes_first_and_then_the_oldest(group: Group, mo: User, bob: User, carol: User) -> None:
    made = {
        kind: report(bob, group, say(carol, group, kind), Concern(kind, "Words"))
        for kind in ("selling", "harassment", "method", "self_harm")
    }
    waiting = seen_by(mo)
    assert waiting[0] == made["self_harm"]
    # What is said of one member's conduct on one day is one case.
    assert set(waiting[1:]) == {made["method"], made["selling"], made["harassment"]}
    assert {report.case_id for report in waiting[1:]} == {made["selling"].case_id}


def test_looked_at_leaves_the_list_thanks_the_reporter_and_stands_in_the_log_once(
    group: Group, mo: User, bob: User, carol: User, said: Message
) -> None:
    made = report(bob, group, said)
    for note in ("Spoke with them.", "Again."):
        with suppress(NotClosable):
            close(mo, made, note)
    made.refresh_from_db()
    assert made.case is not None
    assert (made.case.note, made.case.hands, made.is_open) == ("Spoke with them.", membership_of(mo, group), False)
    assert seen_by(mo) == []
    assert closed_lately(mo) == [made.case]
    assert told("report_looked_at") == {bob.email}
    entry = AuditEntry.objects.get(code="case.closed")
    assert (entry.actor, entry.action) == (membership_of(mo, group).public_id, made.case.public_id)
    # Members read the lines about themselves: this one would tell that somebody reported them.
    assert (entry.target, entry.message) == ("", "")
    assert membership_of(bob, group).public_id not in [str(value) for value in vars(entry).values()]


def test_report_needs_a_note_to_be_closed(group: Group, mo: User, bob: User, said: Message) -> None:
    made = report(bob, group, said)
    with pytest.raises(Invalid):
        close(mo, made, " ")


def test_private_room_is_shown_by_its_snapshot_alone(
    group: Group, mo: User, bob: User, said: Message, signed_in: Callable[[User], Client]
) -> None:
    made = report(bob, group, said)
    Report.objects.filter(pk=made.pk).update(snapshot=made.snapshot | {"room_kind": "direct"})
    Room.objects.filter(pk=said.room_id).update(kind="direct")
    assert made.case is not None
    page = signed_in(mo).get(f"/moderation/cases/{made.case.public_id}/").content.decode()
    assert AuditEntry.objects.get(code="case.read").actor == membership_of(mo, group).public_id
    assert "Words that hurt" in page
    assert f"moderation/messages/{said.public_id}" not in page
    assert signed_in(mo).get(f"/groups/{group.public_id}/moderation/messages/{said.public_id}/").status_code == 404


def test_whoever_reported_decides_nothing_of_it_and_a_case_of_others_is_no_evidence(
    group: Group, alice: User, mo: User, bob: User, carol: User, said: Message, signed_in: Callable[[User], Client]
) -> None:
    author = said.author
    assert author is not None
    made = report(mo, group, said)
    assert made.case is not None
    case = made.case.public_id
    with pytest.raises(PartyToIt):
        actions.hide_message(access_of(mo, group), said.public_id, why=why(case=case))
    for act in (actions.warn_member, actions.remove_member):
        with pytest.raises(PartyToIt):
            act(access_of(mo, group), author, why=why(case=case))
    member = f"/groups/{group.public_id}/moderation/members/{author.public_id}/"
    message = f"/groups/{group.public_id}/moderation/messages/{said.public_id}/"
    for page in (member, message):
        assert "You reported this, or whoever it is about" in signed_in(mo).get(page).content.decode()
        assert "You reported this, or whoever it is about" not in signed_in(alice).get(page).content.decode()
    other = say(author.user, group, "Something else.")
    for acting, hiding, evidence in ((alice, other, made), (alice, said, made)):
        with pytest.raises(PartyToIt):
            actions.hide_message(access_of(mo, group), hiding.public_id, why=why(case=case))
        hidden = actions.hide_message(access_of(acting, group), hiding.public_id, why=why(case=case))
        assert hidden is not None
        assert hidden.evidence == evidence
    close(alice, made)
    assert actions.warn_member(access_of(mo, group), author, why=why()) is not None


@pytest.mark.parametrize("kept", ["body", "pictures"])
def test_every_private_thing_that_is_read_stands_in_the_log(
    kept: str, group: Group, mo: User, bob: User, said: Message, signed_in: Callable[[User], Client]
) -> None:
    made = report(bob, group, said)
    something = {"body": "Hello", "pictures": [{"id": "p" * 12, "description": "A door"}]}
    alone = {"room_kind": "direct", "alias": "Clover", kept: something[kept]}
    Report.objects.filter(pk=made.pk).update(snapshot=alone)
    assert made.case is not None
    signed_in(mo).get(f"/moderation/cases/{made.case.public_id}/")
    assert AuditEntry.objects.filter(code="case.read").count() == 1


def test_owner_of_the_role_alone_is_enough_to_handle(group: Group, bob: User, carol: User, said: Message) -> None:
    other = make_user("ada")
    make_membership(other, group, "Adder", Role.MODERATOR)
    report(bob, group, said)
    assert told() == {other.email}


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def test_receipt_promises_nobody_where_the_only_site_staff_are_party_to_it(
    group: Group, alice: User, bob: User, sam: User, client: Client
) -> None:
    own = make_membership(sam, group, "Rowan")
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_email": "hello@example.org"})
    made = [
        reporting.ask_to_be_apart(access_of(bob, group), own, ""),
        reporting.report_member(access_of(sam, group), membership_of(alice, group), UNKIND),
    ]
    told_them, waits = "The people who run this site have been told", "it waits until somebody can"
    for user, one in zip((bob, sam), made, strict=True):
        (sign_in_as_staff if user == sam else Client.force_login)(client, user)
        page = reverse("moderation:receipt", args=[group.public_id, one.public_id])
        shown = client.get(page).content.decode()
        assert [words in shown for words in (told_them, waits, "hello@example.org")] == [False, True, True]
        other = make_user(f"other-{one.pk}", is_staff=True, is_safety_staff=True)
        shown = client.get(page).content.decode()
        assert [words in shown for words in (told_them, waits)] == [True, False]
        assert one in seen_by(other)
        other.delete()
