"""When and where somebody is reminded: at the start, in quiet hours, whoever serves, and what they chose themselves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Channel, Reminder, ReminderPreference, Service
from apps.meetings.rules.reminder_times import DEFAULT_LEADS, due_lead
from apps.meetings.services.reminders import keep_preference, preference_of, record_due
from apps.meetings.services.reminding import claim, send_due
from apps.notifications.models import Notice, QuietHours
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series

DAY, HOUR, TEN, START = timedelta(days=1), timedelta(hours=1), timedelta(minutes=10), timedelta()
NOW = timezone.now()


@pytest.mark.parametrize(
    ("starts_in", "leads", "lead"),
    [
        (timedelta(minutes=1), [START], None),
        (timedelta(), [START], START),
        (timedelta(minutes=-4), [START], START),
        (timedelta(minutes=-5), [START], None),
        (timedelta(), [TEN, HOUR], None),
        (timedelta(), [TEN, START], START),
        (timedelta(minutes=9), [TEN, START], TEN),
        (timedelta(hours=23), [DAY, HOUR], DAY),
        (timedelta(minutes=9), [], None),
    ],
)
def test_which_lead_is_due(starts_in: timedelta, leads: list[timedelta], lead: timedelta | None) -> None:
    assert due_lead(NOW + starts_in, now=NOW, leads=leads) == lead


def remind() -> set[str]:
    """Return to whom something was said."""
    record_due()
    send_due()
    return {str(one.membership.user.email).partition("@")[0] for one in Reminder.objects.exclude(sent_at=None)}


def test_at_the_start_it_is_said_to_whoever_wants_that_and_to_nobody_later(
    bob: User, carol: User, group: Group
) -> None:
    keep_preference(bob, leads=[START], channels=[Channel.PAGE])
    begun, older = make_meeting(group, starts_in=-timedelta(minutes=1)), make_meeting(group, starts_in=-HOUR / 10)
    for meeting in (begun, older):
        for user in (bob, carol):
            make_rsvp(meeting, membership_of(user, group))

    assert remind() == {"bob"}
    assert Reminder.objects.get().meeting == begun


@pytest.mark.parametrize(("holds", "reminded"), [(True, set()), (False, {"bob"})])
def test_in_quiet_hours_none_unless_the_person_said_otherwise(
    holds: bool, reminded: set[str], bob: User, group: Group
) -> None:
    now = timezone.now()
    around = {"starts_at": (now - HOUR).time(), "ends_at": (now + HOUR).time()}
    QuietHours.objects.create(user=bob, is_on=True, holds_reminders=holds, **around)
    User.objects.update(time_zone="UTC")
    make_rsvp(make_meeting(group, starts_in=timedelta(minutes=9)), membership_of(bob, group))

    assert remind() == reminded
    assert Notice.objects.exists() is bool(reminded)


def test_what_quiet_hours_held_back_goes_afterwards_while_the_meeting_is_ahead(bob: User, group: Group) -> None:
    now = timezone.now()
    around = {"starts_at": (now - HOUR).time(), "ends_at": (now + HOUR).time()}
    QuietHours.objects.create(user=bob, is_on=True, **around)
    User.objects.update(time_zone="UTC")
    make_rsvp(make_meeting(group, starts_in=timedelta(minutes=9)), membership_of(bob, group))
    remind()
    assert claim().reminders == []

    QuietHours.objects.update(is_on=False)
    Reminder.objects.update(leased_until=timezone.now())
    assert remind() == {"bob"}


def test_whoever_serves_is_reminded_and_whoever_offered_it_is_not(bob: User, carol: User, group: Group) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=9))
    for user, role, offered_at in ((bob, "reader", None), (carol, "greeter", timezone.now())):
        Service.objects.create(meeting=meeting, membership=membership_of(user, group), role=role, offered_at=offered_at)

    assert remind() == {"bob"}


def test_the_same_is_offered_once_however_often_the_minute_comes(bob: User, group: Group) -> None:
    make_rsvp(make_meeting(group, starts_in=timedelta(minutes=9)), membership_of(bob, group))

    assert [record_due(), record_due()] == [2, 0]


def test_hosts_who_left_count_as_nobody_named(alice: User, bob: User, group: Group) -> None:
    series = make_series(group)
    series.hosts.add(membership_of(bob, group))
    bob.memberships.update(ended_at=timezone.now(), end_kind="left")
    make_meeting(group, starts_in=timedelta(minutes=9), series=series)

    assert remind() == {"alice"}


# ---- the page


def test_choices_are_shown_and_kept(bob: User) -> None:
    client = Client()
    client.force_login(bob)
    seen = client.get("/me/reminders/").content.decode()
    assert seen.count("checked") == 5
    assert not ReminderPreference.objects.exists()

    answer = client.post("/me/reminders/", {"leads": ["1440", "0"], "channels": ["mail"]})

    assert answer["Location"] == "/me/reminders/"
    own = preference_of(bob)
    assert (own.leads, own.channels) == ([DAY, START], ["mail"])
    client.post("/me/reminders/", {})
    assert preference_of(bob).leads == []


@pytest.mark.parametrize("wrong", [{"leads": ["7"]}, {"leads": ["x\0"]}, {"channels": ["pigeon"]}])
def test_what_is_not_offered_is_refused(wrong: dict[str, list[str]], bob: User) -> None:
    client = Client()
    client.force_login(bob)

    assert client.post("/me/reminders/", wrong).status_code == 422
    assert preference_of(bob).leads == list(DEFAULT_LEADS)
