"""What was decided about me, and that somebody else looks at it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Block, Group
from apps.groups.permissions import Role
from apps.messaging.models import Message
from apps.moderation.errors import AppealClosed, AppealDecided, DoneBySite
from apps.moderation.models import Action, Appeal, AuditEntry, Report
from apps.moderation.rules.appeals import Act, may_appeal, may_decide
from apps.moderation.services import actions, appeals
from apps.moderation.services.appeals import decide_appeal, make_appeal, tell_who_came, waiting_appeals
from apps.moderation.services.figures import figures_of
from apps.moderation.services.own_decisions import place_of
from apps.moderation.services.reporting import Concern, report_member, report_message
from apps.moderation.services.reversal import take_back
from apps.notifications.models import Notice
from apps.notifications.services.mailing import mail_due_notices
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.moderation.factories import WORDS, access_of, say, tomorrow, why

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SAID = "I was answering somebody who asked me for it."


def act(kind: str = "mute", *, days: int = 0, actor: int = 1, staff: bool = False, back: bool = False) -> Act:
    at = NOW - timedelta(days=days)
    return Act(kind, at, actor, is_by_site_staff=staff, is_taken_back=back, is_appealed=False)


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        *((act(kind), True) for kind in ("warn", "mute", "suspend", "remove", "ban", "hide")),
        *((act(kind), False) for kind in ("unmute", "restore", "lock", "slow", "hold")),
        (act(days=183), True),
        (act(days=184), False),
        (act(back=True), False),
    ],
)
def test_what_can_be_appealed(decided: Act, expected: bool) -> None:
    assert may_appeal(decided, NOW) is expected


@pytest.mark.parametrize(
    ("decided", "person", "is_site_staff", "is_for_group", "expected"),
    [
        (act(), 2, False, True, True),
        (act(), 1, False, True, False),
        (act(), 3, True, True, False),
        (act(), 3, True, False, True),
        (act(actor=3, staff=True), 2, False, True, False),
        (act(actor=3, staff=True), 3, True, True, False),
        (act(actor=3, staff=True), 4, True, True, True),
    ],
)
def test_who_decides(decided: Act, person: int, is_site_staff: bool, is_for_group: bool, expected: bool) -> None:
    assert may_decide(decided, person, is_site_staff=is_site_staff, is_for_group=is_for_group) is expected


def removed(actor: User, target: User, group: Group) -> Action:
    action = actions.remove_member(access_of(actor, group), membership_of(target, group), why=why())
    assert action is not None
    return action


def test_removed_member_appeals_by_page_and_another_moderator_takes_it_back(
    client: Client, group: Group, mo: User, alice: User, bob: User, carol: User
) -> None:
    action = removed(mo, bob, group)
    own = reverse("moderation:decisions_in_group", args=[group.public_id])
    asking = reverse("moderation:appeal", args=[group.public_id, action.public_id])
    client.force_login(bob)
    page = client.get(own).content.decode()
    assert all(words in page for words in (WORDS, "Bramble", group.name, asking, "removed from the group"))
    kept = client.post(asking, {"words": "a\0b" + SAID})
    assert (kept.status_code, SAID in kept.content.decode()) == (422, True)
    assert client.post(asking, {"words": SAID}).status_code == 302
    assert client.post(asking, {"words": SAID}).status_code == 422
    appeal = Appeal.objects.get()
    deciding = reverse("moderation:appeal_decide", args=[group.public_id, appeal.public_id])
    answer = {"outcome": "reversed", "words": "I read it again: you did nothing wrong."}
    for person in (mo, bob, carol):
        client.force_login(person)
        assert (client.get(deciding).status_code, client.post(deciding, answer).status_code) == (404, 404)
        assert client.get(own).status_code == (200 if person == bob else 404)
    client.force_login(alice)
    assert (
        reverse("moderation:appeal_decide", args=[group.public_id, appeal.public_id])
        in client.get(reverse("moderation:log", args=[group.public_id])).content.decode()
    )
    assert SAID in client.get(deciding).content.decode()
    assert client.post(deciding, answer | {"client_id": str(uuid4())}).status_code == 302
    assert membership_of(bob, group).is_active
    client.force_login(bob)
    assert client.get(f"/groups/{group.public_id}/chat/").status_code == 200
    page = client.get(own).content.decode()
    assert all(words in page for words in ("This was taken back.", "looked at again, and taken back", answer["words"]))
    assert "Heron" not in page
    assert "Saltmarsh" not in page
    codes = AuditEntry.objects.order_by("place").values_list("code", flat=True)
    assert list(codes) == ["member.remove", "appeal.made", "member.reinstate", "appeal.reversed"]


def test_what_one_staff_account_alone_decided_waits_until_there_is_another(
    client: Client, group: Group, alice: User, bob: User, sam: User
) -> None:
    action = removed(sam, bob, group)
    appeal = make_appeal(bob, action.public_id, words=SAID)
    tell_who_came()
    assert not Notice.objects.filter(kind="appeal_made").exists()
    with pytest.raises(NotFound):
        decide_appeal(access_of(sam, group), appeal.public_id, is_reversed=False, why=why())
    client.force_login(bob)
    own = reverse("moderation:decisions_in_group", args=[group.public_id])
    waits, log = "waits until somebody else is there", reverse("moderation:log", args=[group.public_id])
    assert waits in client.get(own).content.decode()
    staff = Client()
    sign_in_as_staff(staff, sam)
    assert "Waits for somebody else than you" in staff.get(log).content.decode()
    assert SAID not in staff.get(log).content.decode()
    assert "You are the only one who looks after the whole site" in staff.get("/groups/staff/").content.decode()

    second = make_user("second", is_safety_staff=True)
    for _each in range(2):
        tell_who_came()
    assert [notice.user for notice in Notice.objects.filter(kind="appeal_made")] == [second]
    assert waits not in client.get(own).content.decode()
    assert "Waits for somebody else than you" not in staff.get(log).content.decode()
    assert "You are the only one" not in staff.get("/groups/staff/").content.decode()
    decide_appeal(access_of(second, group), appeal.public_id, is_reversed=True, why=why())
    assert membership_of(bob, group).is_active


def test_what_is_upheld_stays_and_the_member_is_told_neutrally(group: Group, mo: User, alice: User, bob: User) -> None:
    action = removed(mo, bob, group)
    appeal = make_appeal(bob, action.public_id, words=SAID)
    assert Notice.objects.filter(kind="appeal_made").get().user == alice
    decide_appeal(access_of(alice, group), appeal.public_id, is_reversed=False, why=why("It stays."))
    with pytest.raises(AppealDecided):
        decide_appeal(access_of(alice, group), appeal.public_id, is_reversed=True, why=why())
    assert not membership_of(bob, group).is_active
    told = Notice.objects.filter(user=bob).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["member_removed", "appeal_upheld"]
    mail_due_notices()
    assert not any(word in sent.message().as_string() for sent in mail.outbox for word in (group.name, "It stays"))


def test_suspended_muted_and_hidden_are_put_right_as_far_as_nothing_else_keeps_it_up(
    group: Group, mo: User, alice: User, bob: User
) -> None:
    access, member = access_of(mo, group), membership_of(bob, group)
    message = say(bob, group)
    done = [
        actions.mute_member(access, member, until=tomorrow(), why=why()),
        actions.mute_member(access, member, until=tomorrow() + timedelta(days=2), why=why()),
        actions.hide_message(access, message.public_id, why=why()),
        actions.warn_member(access, member, why=why()),
        actions.suspend_member(access, member, until=tomorrow(), why=why()),
    ]
    first = done[0]
    assert first is not None
    for action in done[1:]:
        assert action is not None
        appeal = make_appeal(bob, action.public_id, words=SAID)
        decide_appeal(access_of(alice, group), appeal.public_id, is_reversed=True, why=why())
    present = membership_of(bob, group)
    assert (present.suspended_until, present.muted_until) == (None, first.until)
    assert Message.objects.get(pk=message.pk).state == Message.State.VISIBLE
    assert list(Action.objects.standing().exclude(kind__startswith="un").values_list("kind", flat=True)) == [
        "restore",
        "mute",
    ]


def test_with_one_moderator_and_after_site_staff_it_goes_to_other_site_staff(
    group: Group, mo: User, bob: User, carol: User, sam: User, client: Client
) -> None:
    sue = make_user("sue", is_staff=True, is_safety_staff=True)
    by_mo, by_sam = removed(mo, bob, group), removed(sam, carol, group)
    for user, action in ((bob, by_mo), (carol, by_sam)):
        make_appeal(user, action.public_id, words=SAID)
    assert waiting_appeals(access_of(mo, group)) == []
    assert [one.action for one in waiting_appeals(access_of(sam, group))] == [by_mo]
    assert [one.action for one in waiting_appeals(access_of(sue, group))] == [by_mo, by_sam]
    assert set(Notice.objects.filter(kind="appeal_made").values_list("user__email", flat=True)) == {
        sam.email,
        sue.email,
    }
    for one in waiting_appeals(access_of(sue, group)):
        decide_appeal(access_of(sue, group), one.public_id, is_reversed=True, why=why())
    assert all(membership_of(user, group).is_active for user in (bob, carol))
    sign_in_as_staff(client, sue)
    assert client.get(reverse("notifications:notices")).status_code == 200


def test_whoever_is_party_to_it_does_not_decide(group: Group, alice: User, mo: User, bob: User, carol: User) -> None:
    reporting = make_user("rae")
    for user, alias in ((reporting, "Reed"), (make_user("bly"), "Birch")):
        make_membership(user, group, alias, Role.MODERATOR)
    message = say(bob, group)
    report = report_message(access_of(reporting, group), message, Concern(Report.Category.HARASSMENT, ""))
    assert report.case is not None
    reason = why(case=report.case.public_id)
    action = actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=reason)
    assert action is not None
    assert action.evidence == report
    make_appeal(bob, action.public_id, words=SAID)
    Block.objects.create(blocker=membership_of(alice, group), blocked=membership_of(bob, group))
    deciding = [user for user in User.objects.all() if waiting_appeals(access_of(user, group))]
    assert [user.email for user in deciding] == ["bly@example.org"]


def test_whoever_made_any_report_of_the_case_decides_no_appeal_site_staff_too(
    group: Group, alice: User, mo: User, bob: User, sam: User
) -> None:
    sue, kim = (make_user(name, is_staff=True, is_safety_staff=True) for name in ("sue", "kim"))
    make_membership(sue, group, "Sorrel")
    unkind = Concern(Report.Category.HARASSMENT, "")
    first = report_member(access_of(alice, group), membership_of(bob, group), unkind)
    for user in (mo, sue):
        assert report_member(access_of(user, group), membership_of(bob, group), unkind).case == first.case
    assert first.case is not None
    reason = why(case=first.case.public_id)
    action = actions.mute_member(access_of(kim, group), membership_of(bob, group), until=tomorrow(), why=reason)
    assert action is not None
    make_appeal(bob, action.public_id, words=SAID)
    deciding = {user.email for user in User.objects.all() if waiting_appeals(access_of(user, group))}
    assert deciding == {sam.email}
    told = Notice.objects.filter(kind="appeal_made").values_list("user__email", flat=True)
    assert list(told) == [sam.email]


def test_what_is_not_mine_too_old_or_taken_back_is_not_appealed(group: Group, mo: User, bob: User, carol: User) -> None:
    action = removed(mo, bob, group)
    with pytest.raises(NotFound):
        make_appeal(carol, action.public_id, words=SAID)
    Action.objects.update(created_at=timezone.now() - timedelta(days=184))
    with pytest.raises(AppealClosed):
        make_appeal(bob, action.public_id, words=SAID)
    Action.objects.update(created_at=timezone.now())
    make_appeal(bob, action.public_id, words=SAID)
    take_back(access_of(mo, group), action.public_id, why=why("I was wrong."))
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.answer) == (Appeal.State.REVERSED, "I was wrong.")
    assert appeals.waiting_appeals(access_of(mo, group)) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_exactly_one_counts(group: Group, mo: User, alice: User, bob: User) -> None:
    make_membership(make_user("bly"), group, "Birch", Role.MODERATOR)
    other = User.objects.get(email="bly@example.org")
    appeal = make_appeal(bob, removed(mo, bob, group).public_id, words=SAID)

    def decide(user: User, *, is_reversed: bool) -> bool:
        try:
            decide_appeal(access_of(user, group), appeal.public_id, is_reversed=is_reversed, why=why())
        except AppealDecided:
            return False
        return True

    done = at_once(lambda: decide(alice, is_reversed=True), lambda: decide(other, is_reversed=False))
    assert sorted(done) == [False, True]
    assert membership_of(bob, group).is_active is done[0]
    assert AuditEntry.objects.filter(code__startswith="appeal.").count() == 2


def test_own_page_says_nothing_of_who_reported_or_decided(
    client: Client, group: Group, mo: User, bob: User, carol: User
) -> None:
    report = report_message(
        access_of(carol, group), say(bob, group), Concern(Report.Category.OTHER, "He said it to me.")
    )
    assert report.case is not None
    actions.warn_member(access_of(mo, group), membership_of(bob, group), why=why(case=report.case.public_id))
    client.force_login(bob)
    index = client.get(reverse("moderation:decisions")).content.decode()
    page = client.get(reverse("moderation:decisions_in_group", args=[group.public_id])).content.decode()
    secret = ("Clover", "He said it to me", "Saltmarsh", carol.email, report.public_id, report.case.public_id)
    carols = membership_of(carol, group).public_id
    assert not any(word in page + index for word in (*secret, carols))
    place = place_of(bob, group.public_id)
    assert [words for _entry, words in place.lines] == ["warned"]


def test_figures_name_nobody_and_hide_what_could_be_somebody(
    client: Client, group: Group, mo: User, bob: User, carol: User
) -> None:
    for _ in range(5):
        actions.warn_member(access_of(mo, group), membership_of(bob, group), why=why())
    removed(mo, carol, group)
    [(_month, shown)] = figures_of(group)
    assert [(figure.what, figure.count) for figure in shown] == [("removed from the group", None), ("warned", 5)]
    client.force_login(bob)
    page = client.get(reverse("moderation:figures", args=[group.public_id])).content.decode()
    assert all(words in page for words in ("fewer than 5", "warned: <b>5</b>"))
    assert "Clover" not in page


def test_what_site_staff_did_is_taken_back_by_site_staff_alone(
    client: Client, group: Group, mo: User, alice: User, bob: User, sam: User
) -> None:
    member, by_staff = membership_of(bob, group), access_of(sam, group)
    suspended = actions.suspend_member(by_staff, member, until=tomorrow(), why=why())
    assert suspended is not None
    appeal = make_appeal(bob, suspended.public_id, words=SAID)
    back = reverse("moderation:take_back", args=[group.public_id, suspended.public_id])
    log = reverse("moderation:log", args=[group.public_id])
    their_page = reverse("moderation:member", args=[group.public_id, member.public_id])
    for user in (mo, alice):
        client.force_login(user)
        page = client.get(log).content.decode()
        assert ("They alone can take it back" in page, back in page) == (True, False)
        assert back not in client.get(their_page).content.decode()
        assert client.post(back, {f"{suspended.public_id}-words": "No."}).status_code == 422
    assert membership_of(bob, group).suspended_until == suspended.until
    appeal.refresh_from_db()
    assert appeal.is_waiting
    staff = Client()
    sign_in_as_staff(staff, sam)
    assert back in staff.get(log).content.decode()
    assert staff.post(back, {f"{suspended.public_id}-words": "We looked again."}).status_code == 302
    assert membership_of(bob, group).suspended_until is None


def test_what_site_staff_keep_up_beside_the_group_is_not_taken_back_by_it(
    group: Group, mo: User, bob: User, sam: User
) -> None:
    member, later = membership_of(bob, group), tomorrow() + timedelta(days=1)
    own = actions.mute_member(access_of(mo, group), member, until=tomorrow(), why=why())
    actions.mute_member(access_of(sam, group), member, until=later, why=why())
    assert own is not None
    with pytest.raises(DoneBySite):
        take_back(access_of(mo, group), own.public_id, why=why())
    assert membership_of(bob, group).muted_until == later
    assert not Notice.objects.filter(user=bob, kind="member_unmuted").exists()
