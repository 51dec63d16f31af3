"""What a member offers is reported like anything, taken down with a reason, and let stand again."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, NotPermitted
from apps.groups.errors import OutOfRank
from apps.groups.models import Group
from apps.groups.services.blocking import block_member
from apps.meetings.models import Meeting
from apps.moderation.models import Action, Appeal, AuditEntry, Case, Report
from apps.moderation.services.activities import take_down
from apps.moderation.services.appeals import decide_appeal, make_appeal
from apps.moderation.services.reporting import Concern, find_reportable_meeting, report_meeting
from apps.notifications.models import Notice
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import membership_of
from tests.meetings.offering import PLACE, offer, say, told
from tests.moderation.factories import RULE, WORDS, access_of, why

pytestmark = pytest.mark.django_db


def letters(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_moderators_take_an_activity_down_with_a_reason_and_the_appeal_lets_it_stand(
    alice: User, mo: User, bob: User, carol: User, group: Group
) -> None:
    meeting = offer(bob, group, description="Bring your savings.")
    say(carol, meeting)
    client = Client()
    client.force_login(mo)
    address = reverse("moderation:activity", args=[group.public_id, meeting.series.public_id])

    shown = client.get(address).content.decode()
    assert ("Bring your savings." in shown, PLACE in shown) == (True, False)
    letter = client.post(f"{address}letter/", {"rule": RULE, "words": WORDS}).content.decode()
    assert "What Bramble will read" in letter
    assert letter.count(WORDS) == 2, "in the letter, and where it was typed"
    assert (Action.objects.count(), letters(bob)) == (0, []), "nothing has happened yet"
    assert address in client.get(reverse("meetings:meeting", args=[meeting.public_id])).content.decode()
    form = {"rule": RULE, "words": WORDS, "client_id": str(uuid4())}
    for _ in range(2):
        sent = client.post(address, form)
    assert sent.status_code == HTTPStatus.FOUND

    action = Action.objects.get()
    assert (action.kind, action.target) == ("take_down", membership_of(bob, group))
    assert list(AuditEntry.objects.order_by("place").values_list("code", flat=True)) == ["activity.take_down"]
    assert letters(bob) == ["activity_taken_down"]
    assert letters(carol) == ["meeting_cancelled"]
    assert told(carol, meeting) == told(bob, meeting) == ""
    own = Client()
    own.force_login(bob)
    assert WORDS in own.get(reverse("notifications:notices")).content.decode()
    log = client.get(reverse("moderation:log", args=[group.public_id])).content.decode().lower()
    assert "activity taken down" in log

    appeal = make_appeal(bob, action.public_id, words="It is a hat that I knit.")
    decide_appeal(access_of(alice, group), appeal.public_id, is_reversed=True, why=why())
    assert Appeal.objects.get().state == Appeal.State.REVERSED
    assert own.post(reverse("meetings:meeting_restore", args=[meeting.public_id])).status_code == HTTPStatus.FOUND
    assert Meeting.objects.get().state == Meeting.State.PLANNED
    assert told(carol, meeting) == PLACE
    assert "yours again" in own.get(reverse("notifications:notices")).content.decode()


def test_rank_and_membership_decide_who_takes_an_activity_down(
    alice: User, mo: User, bob: User, carol: User, eve: User, group: Group
) -> None:
    by_mo, by_owner, by_bob = (offer(user, group).series for user in (mo, alice, bob))
    refusals = [
        (mo, by_mo, OutOfRank),
        (mo, by_owner, OutOfRank),
        (carol, by_bob, NotPermitted),
        (eve, by_bob, NotPermitted),
    ]

    for user, series, error in refusals:
        with pytest.raises(error):
            take_down(access_of(user, group), series, why=why())
    assert not Action.objects.exists()
    assert take_down(access_of(alice, group), by_mo, why=why()) is not None


def test_an_activity_is_reported_before_it_takes_place_and_by_whoever_blocked_its_member(
    bob: User, carol: User, group: Group
) -> None:
    meeting = offer(bob, group, description="Bring your savings.")
    address = reverse("moderation:report", args=[group.public_id]) + f"?meeting={meeting.public_id}"
    client = Client()
    client.force_login(carol)
    block_member(access_of(carol, group), membership_of(bob, group))

    assert "Bramble" in client.get(address).content.decode()
    told_so = {"category": "selling", "words": "It is about money.", "who": membership_of(bob, group).public_id}
    assert client.post(address, told_so).status_code == HTTPStatus.FOUND
    report = Report.objects.get()
    assert report.reported == membership_of(bob, group)
    assert report.snapshot["offered"] == "Bring your savings."
    assert PLACE not in str(report.snapshot)
    # Whom its member does not meet finds as much as nothing.
    block_member(access_of(bob, group), membership_of(carol, group))
    with pytest.raises(NotFound):
        find_reportable_meeting(access_of(carol, group), meeting.public_id)


def test_site_staff_and_a_moderator_whom_its_member_blocked_reach_an_activity_through_their_case_alone(
    mo: User, alice: User, sam: User, bob: User, carol: User, group: Group
) -> None:
    meeting = offer(bob, group, description="Bring your savings.")
    address = reverse("moderation:activity", args=[group.public_id, meeting.series.public_id])
    block_member(access_of(bob, group), membership_of(mo, group))

    clients = {user: Client() for user in (mo, alice, sam)}
    for user, client in clients.items():
        sign_in_as_staff(client, user) if user == sam else client.force_login(user)

    def answers() -> list[int]:
        return [client.get(address).status_code for client in clients.values()]

    assert answers() == [404, 200, 404]
    with pytest.raises(NotFound):
        take_down(access_of(mo, group), meeting.series, why=why())
    report = report_meeting(
        access_of(carol, group), meeting, membership_of(bob, group), Concern("selling", "It is about money.")
    )
    case = report.case
    assert case is not None
    assert answers() == [200, 200, 404], "as long as the group handles it"
    Case.objects.update(escalated_at=timezone.now())
    assert answers() == [200, 200, 200]
    client = clients[sam]
    assert f"{address}?case={case.public_id}" in client.get(f"/moderation/cases/{case.public_id}/").content.decode()
    sent = client.post(address, {"rule": RULE, "words": WORDS, "case": case.public_id})
    assert sent.headers["Location"] == f"/moderation/cases/{case.public_id}/"
    action = Action.objects.get()
    assert (action.is_by_site_staff, action.evidence, letters(bob)) == (True, report, ["activity_taken_down"])
