"""What a meeting's page promises about reminders: only those that can still come, in words nobody misreads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import ReminderPreference
from apps.meetings.rules.reminder_times import DEFAULT_LEADS, leads_ahead
from apps.meetings.services import words
from apps.meetings.services.reminders import record_due
from apps.meetings.services.reminding import send_due
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_rsvp

NOW = datetime(2026, 11, 22, 19, tzinfo=UTC)
HOUR, TEN, DAY = timedelta(hours=1), timedelta(minutes=10), timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_in", "leads", "ahead"),
    [
        (timedelta(days=3), DEFAULT_LEADS, [HOUR, TEN]),
        (timedelta(minutes=61), DEFAULT_LEADS, [HOUR, TEN]),
        (HOUR, DEFAULT_LEADS, [TEN]),
        (timedelta(minutes=30), DEFAULT_LEADS, [TEN]),
        (TEN, DEFAULT_LEADS, []),
        (-TEN, DEFAULT_LEADS, []),
        (timedelta(days=3), [TEN, DAY, HOUR, timedelta(days=9)], [DAY, HOUR, TEN]),
        (timedelta(days=3), [], []),
    ],
)
def test_only_leads_whose_moment_is_to_come_are_ahead(
    starts_in: timedelta, leads: list[timedelta], ahead: list[timedelta]
) -> None:
    assert leads_ahead(NOW + starts_in, now=NOW, leads=leads) == ahead


@pytest.mark.parametrize(
    ("leads", "sentence"),
    [
        ([HOUR, TEN], "We remind you an hour before, and again ten minutes before."),
        ([TEN], "We remind you ten minutes before."),
        (
            [HOUR, timedelta(minutes=45), TEN],
            "We remind you an hour before, 45 minutes before, and again ten minutes before.",
        ),
        ([], ""),
    ],
)
def test_reminders_are_said_in_words(leads: list[timedelta], sentence: str) -> None:
    with translation.override("en"):
        assert words.reminders(leads, by_mail=False) == sentence
        mail = " The mail says only “You have a reminder”." if sentence else ""
        assert words.reminders(leads, by_mail=True) == sentence + mail


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_in", "promised"),
    [
        (timedelta(hours=2), "We remind you an hour before, and again ten minutes before. The mail says only"),
        # The hour's moment has passed: that reminder leaves at once, and the page says so until it has.
        (timedelta(minutes=40), "We remind you in a moment, and again ten minutes before. The mail says only"),
        (timedelta(minutes=5), "We remind you in a moment. The mail says only"),
        (timedelta(minutes=-1), ""),
    ],
)
def test_the_page_and_the_answer_promise_the_same(
    client: Client, group: Group, bob: User, starts_in: timedelta, promised: str
) -> None:
    meeting = make_meeting(group, starts_in=starts_in)
    make_rsvp(meeting, membership_of(bob, group))
    client.force_login(bob)

    page = client.get(f"/meetings/{meeting.public_id}/").content.decode()
    form = {"answer": "yes", "shape": "answers"}
    fragment = client.post(f"/meetings/{meeting.public_id}/rsvp/", form, headers={"HX-Request": "true"})

    for text in (page, fragment.content.decode()):
        assert promised in text
        assert ("We remind you" in text) is bool(promised)
    record_due()
    send_due()
    later = client.get(f"/meetings/{meeting.public_id}/").content.decode()
    assert "in a moment" not in later
    assert ("and again ten minutes before" in later) is (starts_in == timedelta(hours=2))


@pytest.mark.django_db
def test_whoever_wants_it_otherwise_reads_it_otherwise(client: Client, group: Group, bob: User) -> None:
    meeting = make_meeting(group)
    make_rsvp(meeting, membership_of(bob, group))
    ReminderPreference.objects.create(user=bob, leads=[TEN], channels=["page"])
    client.force_login(bob)

    page = client.get(f"/meetings/{meeting.public_id}/").content.decode()

    assert "We remind you ten minutes before." in page
    assert "The mail says only" not in page
