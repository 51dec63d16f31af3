"""Newcomers settle by themselves."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.meetings import tasks
from apps.meetings.models import Seat
from apps.meetings.rules.settling import has_settled
from apps.meetings.services.settling import settle_newcomers
from apps.messaging.models import Message, Room
from config.celery import app
from tests.groups.factories import make_membership
from tests.meetings.factories import make_meeting, make_series

NOW = datetime.fromisoformat("2026-11-22T20:00:00+00:00")
NUMBERS = count(1)


@pytest.mark.parametrize(
    ("hours", "meetings", "posting_days", "expected"),
    [
        (23, 9, 9, False),
        (24, 0, 0, False),
        (24, 1, 2, False),
        (24, 2, 0, True),
        (24, 0, 3, True),
        (24 * 400, 1, 2, False),
        (24 * 400, 5, 5, True),
    ],
)
def test_a_newcomer_settles_after_a_day_and_two_meetings_or_three_days_with_posts(
    hours: int, meetings: int, posting_days: int, expected: bool
) -> None:
    joined_at = NOW - timedelta(hours=hours)
    assert has_settled(joined_at, now=NOW, meetings=meetings, posting_days=posting_days) is expected


@pytest.fixture
def newcomer(nia: User, group: Group) -> Membership:
    return make_membership(nia, group, "Nettle", settled_at=None, joined_at=timezone.now() - timedelta(days=5))


def write(member: Membership, *, days_ago: int, state: str = "visible") -> None:
    room, _ = Room.objects.get_or_create(group=member.group)
    number = next(NUMBERS)
    posted_at = timezone.now().replace(hour=12) - timedelta(days=days_ago)
    fields = {"number": number, "change": number, "client_id": str(number), "body": "Here.", "state": state}
    Message.objects.create(room=room, author=member, posted_at=posted_at, **fields)


def attend(member: Membership, state: str = "left", *, was_in: bool = True) -> None:
    meeting = make_meeting(member.group, series=make_series(member.group))
    Seat.objects.create(meeting=meeting, membership=member, state=state, joined_at=timezone.now() if was_in else None)


def is_newcomer(member: Membership) -> bool:
    member.refresh_from_db()
    return member.is_newcomer


def test_writing_on_three_days_settles_and_much_on_two_days_does_not(newcomer: Membership) -> None:
    for days_ago in (1, 1, 1, 2):
        write(newcomer, days_ago=days_ago)
    assert settle_newcomers() == 0
    assert is_newcomer(newcomer)

    write(newcomer, days_ago=3)
    assert settle_newcomers() == 1
    assert not is_newcomer(newcomer)
    assert settle_newcomers() == 0


@pytest.mark.parametrize("state", ["hidden", "held", "unsent"])
def test_only_what_stands_in_the_chat_counts(state: str, newcomer: Membership) -> None:
    for days_ago in (1, 2):
        write(newcomer, days_ago=days_ago)
    write(newcomer, days_ago=3, state=state)

    assert settle_newcomers() == 0


def test_two_meetings_settle(newcomer: Membership) -> None:
    attend(newcomer, "admitted")
    write(newcomer, days_ago=1)
    assert settle_newcomers() == 0

    attend(newcomer, "left")
    assert settle_newcomers() == 1


def test_waiting_at_the_door_or_being_sent_out_is_no_meeting(newcomer: Membership) -> None:
    attend(newcomer)
    attend(newcomer, "left", was_in=False)
    attend(newcomer, "waiting", was_in=False)
    attend(newcomer, "removed")

    assert settle_newcomers() == 0


@pytest.mark.parametrize(
    "fields", [{"ended_at": NOW, "end_kind": "left"}, {"suspended_until": NOW + timedelta(days=9999)}]
)
def test_whoever_does_not_take_part_does_not_settle(fields: dict[str, object], newcomer: Membership) -> None:
    attend(newcomer)
    attend(newcomer)
    Membership.objects.filter(pk=newcomer.pk).update(**fields)

    assert settle_newcomers() == 0


def test_the_timetable_lets_newcomers_settle(newcomer: Membership) -> None:
    attend(newcomer)
    attend(newcomer)
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert "meetings.settle_newcomers" in planned
    tasks.settle_newcomers()
    assert not is_newcomer(newcomer)
