"""Activities: who may offer and change one, who meets it, and who is told where it happens after each change."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, NotPermitted
from apps.groups.models import EndKind, Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member, unblock_member
from apps.groups.services.memberships import end_membership, mute_membership, suspend_membership
from apps.meetings.errors import AdviceNotTaken, TakenDown, TooManyActivities
from apps.meetings.models import Answer, Format, InPersonAdvice, Meeting, MeetingSeries, Rsvp, ServiceRole
from apps.meetings.services import activities, single_meetings
from apps.meetings.services.feeds.keys import make_key, read_own_calendar
from apps.meetings.services.live import find_door
from apps.meetings.services.reminders import record_due, wanted
from apps.meetings.services.rsvps import answer_meeting
from apps.meetings.services.series import change_series
from apps.meetings.services.serving import take_service
from apps.notifications.models import Notice
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting, make_series
from tests.meetings.offering import PLACE, offer, plan, say, told


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def notices(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_the_place_is_told_to_whoever_says_yes_and_gone_with_every_change(
    alice: User, mo: User, bob: User, carol: User, eve: User, group: Group
) -> None:
    meeting = offer(bob, group)
    people = (alice, mo, carol, eve)

    assert told(bob, meeting) == PLACE
    assert [told(user, meeting) for user in people] == ["", "", "", ""]
    for answer, place in (("yes", PLACE), ("maybe", ""), ("yes", PLACE), ("no", ""), ("yes", PLACE), ("undo", "")):
        say(carol, meeting, answer)
        assert told(carol, meeting) == place, answer
    say(carol, meeting)
    member = membership_of(carol, group)
    suspend_membership(member, timezone.now() + timedelta(days=1))
    assert told(carol, meeting) == ""
    suspend_membership(member, None)
    assert told(carol, meeting) == PLACE
    end_membership(member, EndKind.REMOVED)
    assert told(carol, meeting) == ""
    assert not Rsvp.objects.filter(meeting=meeting).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM meetings_meetingseries")
        assert b"weir" not in bytes(cursor.fetchone()[0])
    with pytest.raises((TypeError, FieldError)):
        MeetingSeries.objects.filter(place=PLACE).exists()


def test_the_place_stands_on_no_list_and_in_no_calendar_feed_mail_or_notice(
    bob: User, carol: User, eve: User, group: Group
) -> None:
    Group.objects.filter(pk=group.pk).update(joining="open", is_listed=True)
    meeting = offer(bob, group, is_open_to_newcomers=True)
    say(carol, meeting)
    own = reverse("meetings:meeting", args=[meeting.public_id])
    lists = [
        reverse("meetings:calendar"),
        reverse("meetings:activities", args=[group.public_id]),
        reverse("meetings:group_meetings", args=[group.public_id]),
        reverse("groups:group", args=[group.public_id]),
        "/",
        f"{own}calendar.ics?named=1",
        reverse("meetings:meetings_json"),
        reverse("meetings:meetings_ics"),
    ]
    shown = {address: page(carol, address) for address in lists}
    calendar = read_own_calendar(make_key(carol, shows_titles=True)).decode()
    changed = plan(hosts=(membership_of(bob, group).public_id,), place="The old mill, gate 2")
    change_series(read_access(bob, group), meeting.series, changed)

    assert "The old mill" in page(carol, own)
    assert not [address for address, body in shown.items() if "weir" in body]
    assert "weir" not in calendar
    assert "slow walk" in calendar
    assert "slow walk" in shown[lists[1]]
    assert "Offered by Bramble" in shown[lists[1]]
    # Strangers know of no activity at all, open and listed as the group is.
    assert not [address for address in (lists[0], lists[3]) if "slow walk" in page(eve, address)]
    assert not [address for address in lists[-2:] if "slow walk" in Client().get(address).content.decode()]
    assert notices(carol) == ["meeting_changed"]
    details = str([notice.told for notice in Notice.objects.all()])
    assert "mill" not in details
    assert "weir" not in details


def test_those_who_facilitate_see_it_like_every_member(alice: User, bob: User, carol: User, group: Group) -> None:
    meeting = offer(bob, group)
    say(carol, meeting)
    own = reverse("meetings:meeting", args=[meeting.public_id])

    seen = page(alice, own)
    assert "weir" not in seen
    assert "Clover" not in seen
    client = Client()
    client.force_login(alice)
    group_id, series_id = group.public_id, meeting.series.public_id
    addresses = [
        (reverse("meetings:series_change", args=[group_id, series_id]), HTTPStatus.NOT_FOUND),
        (reverse("meetings:activity_change", args=[group_id, series_id]), HTTPStatus.NOT_FOUND),
        (reverse("meetings:meeting_change", args=[meeting.public_id]), HTTPStatus.FORBIDDEN),
        (reverse("meetings:meeting_following", args=[meeting.public_id]), HTTPStatus.FORBIDDEN),
        (reverse("meetings:room", args=[meeting.public_id]), HTTPStatus.NOT_FOUND),
    ]
    assert [(address, client.get(address).status_code) for address, _status in addresses] == addresses
    assert "Clover" in page(bob, own)


def test_two_who_do_not_meet_do_not_meet_at_activities_either(
    mo: User, bob: User, carol: User, nia: User, group: Group
) -> None:
    make_membership(nia, group, "Sorrel")
    meeting = offer(bob, group, capacity=2)
    address = reverse("meetings:meeting", args=[meeting.public_id])
    bobs, carols = membership_of(bob, group), membership_of(carol, group)
    for blocker, blocked in ((carol, bobs), (bob, carols)):
        assert say(carol, meeting) == Answer.YES
        assert say(mo, meeting) == Answer.YES
        assert say(nia, meeting) == Answer.WAITING

        block_member(read_access(blocker, group), blocked)

        assert told(carol, meeting) == ""
        assert not Rsvp.objects.filter(meeting=meeting, membership=carols).exists()
        assert told(nia, meeting) == PLACE
        client = Client()
        client.force_login(carol)
        there, nowhere = client.get(address), client.get(reverse("meetings:meeting", args=["nowhere23456"]))
        assert there.status_code == nowhere.status_code == HTTPStatus.NOT_FOUND
        assert client.post(f"{address}rsvp/", {"answer": "yes", "advice": "read"}).status_code == HTTPStatus.NOT_FOUND
        with pytest.raises(NotPermitted):
            say(carol, meeting)
        for listed in ("meetings:activities", "groups:group"):
            assert "slow walk" not in page(carol, reverse(listed, args=[group.public_id]))
        assert "slow walk" not in read_own_calendar(make_key(carol, shows_titles=True)).decode()
        # Nobody is told, and whoever offers it reads of those who come alone.
        assert notices(carol) == notices(bob) == []
        assert "Clover" not in page(bob, address)

        unblock_member(read_access(blocker, group), blocked)
        for user in (mo, nia):
            say(user, meeting, "undo")


def test_a_block_hides_an_offer_from_whoever_looks_after_the_group_as_from_anybody(
    mo: User, bob: User, group: Group
) -> None:
    meeting = offer(bob, group, format=Format.VOICE, place="")
    address = reverse("meetings:meeting", args=[meeting.public_id])
    say(mo, meeting)
    block_member(read_access(bob, group), membership_of(mo, group))
    client = Client()
    client.force_login(mo)

    assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    for listed in ("meetings:activities", "groups:group"):
        assert "slow walk" not in page(mo, reverse(listed, args=[group.public_id]))
    with pytest.raises(NotFound):
        find_door(meeting.public_id, mo)


def test_who_may_offer_is_decided_by_the_group_and_by_what_holds_of_the_member(
    alice: User, bob: User, nia: User, eve: User, group: Group
) -> None:
    make_membership(nia, group, "Sorrel", settled_at=None)
    refused = reverse("meetings:activities", args=[group.public_id])

    def posted(user: User) -> int:
        client = Client()
        client.force_login(user)
        return client.post(refused, {}).status_code

    assert [posted(user) for user in (alice, bob, nia, eve)] == [422, 422, 403, 404]
    Group.objects.filter(pk=group.pk).update(members_may_offer=False)
    assert [posted(user) for user in (alice, bob, nia, eve)] == [422, 403, 403, 404]
    assert "Offer it" not in page(bob, refused)
    Group.objects.filter(pk=group.pk).update(members_may_offer=True)
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(days=1))
    assert posted(bob) == HTTPStatus.FORBIDDEN
    mute_membership(membership_of(bob, group), None)
    group.refresh_from_db()
    for _ in range(activities.MOST_AT_ONCE):
        offer(bob, group)
    with pytest.raises(TooManyActivities):
        offer(bob, group)


def test_what_a_member_offers_ends_with_what_lets_them_offer_it(bob: User, carol: User, group: Group) -> None:
    bobs = membership_of(bob, group)
    in_weeks = timezone.now().date() + timedelta(days=20)
    soon, later = offer(bob, group), offer(bob, group, starts_on=in_weeks, ends_on=in_weeks)
    say(carol, soon)
    mute_membership(bobs, timezone.now() + timedelta(days=7))

    soon.refresh_from_db()
    assert soon.state == Meeting.State.CANCELLED
    assert notices(carol) == ["meeting_cancelled"]
    assert told(carol, soon) == ""
    assert set(later.series.meetings.values_list("state", flat=True)) == {"planned"}
    end_membership(bobs, EndKind.LEFT)
    assert set(later.series.meetings.values_list("state", flat=True)) == {"cancelled"}
    assert told(carol, later) == ""


def test_the_first_yes_in_person_wants_the_advice_read_once(bob: User, carol: User, group: Group) -> None:
    first, second = offer(bob, group), offer(bob, group)
    online = offer(bob, group, format=Format.VOICE, place="")
    access = read_access(carol, group)
    client = Client()
    client.force_login(carol)
    address = reverse("meetings:rsvp", args=[first.public_id])

    assert answer_meeting(access, online, "yes") == Answer.YES
    with pytest.raises(AdviceNotTaken):
        answer_meeting(access, first, "yes")
    asked = client.post(address, {"answer": "yes"})
    assert asked.status_code == HTTPStatus.CONFLICT
    assert 'name="advice"' in asked.content.decode()
    assert PLACE not in asked.content.decode()
    assert answer_meeting(access, first, "maybe") == Answer.MAYBE
    assert not InPersonAdvice.objects.exists()
    given = client.post(
        address, {"answer": "yes", "advice": "read", "shape": "answers"}, headers={"HX-Request": "true"}
    )
    assert PLACE in given.content.decode()
    assert 'name="advice"' not in given.content.decode()
    assert answer_meeting(access, second, "yes") == Answer.YES
    gone = client.post(address, {"answer": "no", "shape": "answers"}, headers={"HX-Request": "true"})
    assert PLACE not in gone.content.decode()
    # Online it has a door, and its member opens it; in person there is none.
    Meeting.objects.filter(pk__in=[first.pk, online.pk]).update(starts_at=timezone.now() + timedelta(minutes=5))
    assert find_door(online.public_id, carol)[0].has_door()
    assert not Meeting.objects.get(pk=first.pk).has_door()


def test_its_member_offers_changes_and_cancels_it_with_the_forms(bob: User, carol: User, group: Group) -> None:
    client = Client()
    client.force_login(bob)
    day = timezone.now().date() + timedelta(days=4)
    filled = {
        "title": "Choir in the park",
        "kind": "social",
        "format": "person",
        "starts_on": day.isoformat(),
        "local_time": "10:00",
        "time_zone": "Europe/London",
        "minutes": "60",
        "repeats": "once",
        "interval": "1",
    }
    address = reverse("meetings:activities", args=[group.public_id])

    without = client.post(address, filled)
    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please say where" in without.content.decode()
    assert (
        "On a screen there is no place"
        in client.post(address, filled | {"format": "voice", "place": PLACE}).content.decode()
    )
    assert client.post(address, filled | {"place": PLACE}).status_code == HTTPStatus.FOUND
    meeting = Meeting.objects.select_related("series").get()
    assert list(meeting.series.hosts.all()) == [membership_of(bob, group)]
    say(carol, meeting)
    own = reverse("meetings:activity_change", args=[group.public_id, meeting.series.public_id])
    assert PLACE in page(bob, own)
    changed = client.post(own, filled | {"place": PLACE, "local_time": "11:00"})
    assert changed.status_code == HTTPStatus.FOUND
    meeting.refresh_from_db()
    assert client.post(reverse("meetings:meeting_cancel", args=[meeting.public_id])).status_code == HTTPStatus.FOUND
    assert client.post(reverse("meetings:meeting_restore", args=[meeting.public_id])).status_code == HTTPStatus.FOUND
    assert client.post(f"{own}ending/").status_code == HTTPStatus.FOUND
    assert notices(carol) == ["meeting_moved", "meeting_cancelled", "meeting_back", "meeting_cancelled"]
    assert told(carol, meeting) == ""


def test_what_was_taken_down_is_not_brought_back_by_its_member(bob: User, carol: User, group: Group) -> None:
    meeting = offer(bob, group)
    say(carol, meeting)
    activities.take_down(meeting.series)
    meeting.refresh_from_db()

    assert meeting.state == Meeting.State.CANCELLED
    assert told(bob, meeting) == told(carol, meeting) == ""
    with pytest.raises(TakenDown):
        single_meetings.restore_meeting(read_access(bob, group), meeting)
    activities.put_back(meeting.series)
    single_meetings.restore_meeting(read_access(bob, group), meeting)
    assert told(carol, meeting) == PLACE
    assert notices(carol) == ["meeting_cancelled", "meeting_back"]


def test_reminders_go_to_whoever_comes_and_to_whoever_offers_it_alone(
    alice: User, bob: User, carol: User, group: Group
) -> None:
    meeting = offer(bob, group)
    say(carol, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=timezone.now() + timedelta(minutes=50), ends_at=timezone.now() + timedelta(hours=3)
    )
    record_due()
    reminded = set(wanted(timezone.now()).values_list("membership__user", flat=True))
    assert reminded == {bob.pk, carol.pk}
    block_member(read_access(carol, group), membership_of(bob, group))
    assert set(wanted(timezone.now()).values_list("membership__user", flat=True)) == {bob.pk}


def test_nobody_serves_at_what_somebody_offers(alice: User, bob: User, group: Group) -> None:
    meeting = offer(bob, group, format=Format.VOICE, place="")
    planned = make_meeting(group, series=make_series(group, "The usual evening"))
    body = page(alice, reverse("meetings:rota", args=[group.public_id]))

    assert planned.title in body
    assert meeting.title not in body
    with pytest.raises(NotPermitted):
        take_service(read_access(alice, group), meeting, ServiceRole.HOST)
