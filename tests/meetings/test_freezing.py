"""Stopping a meeting at once, going on, and what those who look after the group learn of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Format, Meeting, Running, Seat, Service, ServiceRole
from apps.meetings.room_frames import state_frame
from apps.meetings.services import freezing, handing_over, presence, seats
from apps.meetings.services.live import read_live, read_standing
from apps.moderation.models import AuditEntry, Report
from apps.moderation.services.audit_check import verify_log
from apps.notifications.models import Notice
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_series
from tests.meetings.seating import access_of, inside, refusal, seat_of, window_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, starts_in=timedelta(minutes=5), series=make_series(group, format=Format.VIDEO))


def test_frozen_nobody_is_heard_seen_or_let_in_and_afterwards_everybody_is_as_they_were(
    meeting: Meeting, alice: User, bob: User, carol: User, mo: User
) -> None:
    inside(alice, meeting, bob, carol)
    for user, sends in ((bob, True), (alice, False)):
        seats.set_sending(access_of(user, meeting), meeting, audio=True, video=sends)

    freezing.freeze(access_of(alice, meeting), meeting)

    for user in (alice, bob, carol):
        standing = read_standing(meeting.public_id, user)
        assert (standing.is_held, standing.may_be_heard, standing.may_be_seen) == (True, False, False)
    assert refusal(lambda: seats.set_sending(access_of(carol, meeting), meeting, audio=True)) == "room_frozen"
    # Whoever looks after the group is let in all the same.
    seats.enter(access_of(mo, meeting), meeting, agreement_version=1)
    seats.admit(access_of(alice, meeting), meeting, membership_of(mo, meeting.group).public_id)
    seats.leave(access_of(carol, meeting), meeting)
    seats.enter(access_of(carol, meeting), meeting, agreement_version=1)
    her_id = membership_of(carol, meeting.group).public_id
    assert refusal(lambda: seats.admit(access_of(alice, meeting), meeting, her_id)) == "room_frozen"

    freezing.restore(access_of(mo, meeting), meeting)

    assert read_standing(meeting.public_id, bob).may_be_heard
    assert [(seat_of(user, meeting).is_muted, seat_of(user, meeting).has_picture) for user in (alice, bob, mo)] == [
        (False, False),
        (False, True),
        (True, False),
    ]
    seats.admit(access_of(alice, meeting), meeting, her_id)
    assert seat_of(carol, meeting).is_muted


def test_hosts_cohosts_and_moderators_in_the_room_may_freeze_and_nobody_else(
    meeting: Meeting, alice: User, bob: User, carol: User, mo: User
) -> None:
    inside(alice, meeting, bob, carol)
    for act in (freezing.freeze, freezing.restore):
        assert refusal(lambda act=act: act(access_of(bob, meeting), meeting)) == "not_permitted"  # type: ignore[misc]
        # From outside the room nobody stops it.
        assert refusal(lambda act=act: act(access_of(mo, meeting), meeting)) == "not_permitted"  # type: ignore[misc]
    Service.objects.create(meeting=meeting, membership=membership_of(bob, meeting.group), role=ServiceRole.COHOST)

    freezing.freeze(access_of(bob, meeting), meeting)

    assert Running.objects.get(meeting=meeting).frozen_by == membership_of(bob, meeting.group)
    # The moment is by the clock of whoever reads it.
    Running.objects.update(frozen_at=datetime(2026, 7, 1, 18, 5, tzinfo=UTC))
    for zone, clock in (("Europe/Madrid", "20:05"), ("America/New_York", "2:05 PM")):
        with timezone.override(zone):
            view = read_live(read_standing(meeting.public_id, alice))
            assert state_frame(view)["frozen_by"] == f"Stopped by Bramble at {clock}"


def test_a_freeze_is_in_the_log_and_waits_for_the_moderators_who_did_not_do_it(
    meeting: Meeting, alice: User, bob: User, mo: User
) -> None:
    inside(alice, meeting, bob)
    freezing.freeze(access_of(alice, meeting), meeting)
    freezing.freeze(access_of(alice, meeting), meeting)
    freezing.restore(access_of(alice, meeting), meeting)
    freezing.restore(access_of(alice, meeting), meeting)
    freezing.freeze(access_of(alice, meeting), meeting)

    entries = AuditEntry.objects.order_by("place").filter(group=meeting.group.public_id)
    assert [entry.code for entry in entries] == ["meeting.frozen", "meeting.restored", "meeting.frozen"]
    assert {entry.action for entry in entries} == {meeting.public_id}
    assert not list(verify_log())
    report = Report.objects.get()
    assert (report.subject, report.snapshot["meeting"]) == ("meeting", meeting.public_id)
    assert list(Notice.objects.filter(kind="meeting_frozen").values_list("user_id", flat=True)) == [mo.pk]


def test_a_frozen_meeting_on_the_moderators_page_says_what_happened(
    client: Client, meeting: Meeting, alice: User, mo: User
) -> None:
    inside(alice, meeting)
    freezing.freeze(access_of(alice, meeting), meeting)
    client.force_login(mo)

    page = client.get("/moderation/").content.decode()

    assert "A meeting was stopped" in page
    (case,) = re.findall(r'href="(/moderation/cases/[^/"]+/)"', page)
    assert meeting.title in client.get(case).content.decode()


def test_without_a_host_the_room_waits_and_a_cohost_is_enough(meeting: Meeting, alice: User, bob: User) -> None:
    inside(alice, meeting, bob)
    assert not read_standing(meeting.public_id, bob).is_held
    # A host whose connection broke may come back for a moment.
    presence.release(meeting.public_id, alice.pk, window_of(alice))
    assert not read_standing(meeting.public_id, bob).is_held

    Seat.objects.filter(membership__user=alice).update(seen_at=timezone.now() - timedelta(seconds=31))
    assert read_standing(meeting.public_id, bob).is_held
    assert refusal(lambda: seats.set_sending(access_of(bob, meeting), meeting, audio=True)) == "no_host_here"

    Service.objects.create(meeting=meeting, membership=membership_of(bob, meeting.group), role=ServiceRole.COHOST)
    assert not read_standing(meeting.public_id, bob).is_held


def test_the_role_is_handed_over_inside_the_room_for_this_meeting(
    meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    inside(alice, meeting, bob)
    his, hers = (membership_of(user, meeting.group) for user in (bob, carol))

    def hand(giver: User, taker: str, role: str = "cohost") -> None:
        handing_over.hand_over(access_of(giver, meeting), meeting, taker, role=role)

    assert refusal(lambda: hand(bob, his.public_id)) == "not_permitted"
    assert refusal(lambda: hand(alice, hers.public_id)) == "not_in_room"
    assert refusal(lambda: hand(alice, his.public_id, "reader")) == "invalid"
    hand(alice, his.public_id)
    hand(alice, his.public_id, "host")
    assert [service.role for service in Service.objects.filter(membership=his)] == ["host"]
    assert read_standing(meeting.public_id, bob).is_host

    seats.enter(access_of(carol, meeting), meeting, agreement_version=1)
    seats.admit(access_of(bob, meeting), meeting, hers.public_id)
    hand(bob, hers.public_id)
    # A host of this one meeting sends out no other host; the group's facilitator does, and the role goes too.
    assert refusal(lambda: seats.remove(access_of(bob, meeting), meeting, hers.public_id)) == "out_of_rank"
    seats.remove(access_of(alice, meeting), meeting, hers.public_id)
    assert not Service.objects.filter(membership=hers).exists()


def test_whoever_comes_to_listen_is_asked_nothing(client: Client, meeting: Meeting, alice: User, bob: User) -> None:
    client.force_login(bob)
    client.post(f"/meetings/{meeting.public_id}/room/", {"agreement": "1", "way": "listen"})
    assert seat_of(bob, meeting).is_just_listening


def test_a_newcomer_is_not_made_host(meeting: Meeting, alice: User, carol: User) -> None:
    inside(alice, meeting, carol)
    member = membership_of(carol, meeting.group)
    member.settled_at = None
    member.save()
    give = lambda: handing_over.hand_over(access_of(alice, meeting), meeting, member.public_id, role="host")  # noqa: E731
    assert refusal(give) == "not_permitted"


def test_time_in_the_room_is_counted_as_it_passes_and_absence_is_not(meeting: Meeting, alice: User, bob: User) -> None:
    inside(alice, meeting, bob)
    seat = seat_of(bob, meeting)

    def later(seconds: float) -> int:
        Seat.objects.filter(pk=seat.pk).update(
            seen_at=timezone.now() - timedelta(seconds=seconds), joined_at=timezone.now() - timedelta(hours=1)
        )
        presence.touch(seat, window_of(bob))
        return Seat.objects.get(pk=seat.pk).seconds_present

    assert later(6.5) == 6
    # The half second is not lost.
    assert 0.4 < (timezone.now() - Seat.objects.get(pk=seat.pk).seen_at).total_seconds() < 1  # type: ignore[operator]
    assert later(5.2) == 11
    assert later(20) == 11
    presence.release(meeting.public_id, bob.pk, window_of(bob))
    later_by_nobody = later(8)
    assert later_by_nobody == 11
