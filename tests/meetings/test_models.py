"""What a meeting knows of itself."""

from datetime import timedelta

import pytest

from apps.groups.models import Group
from apps.meetings.models import Meeting
from tests.meetings.factories import make_meeting

State = Meeting.State


@pytest.mark.parametrize(
    ("starts_in", "state", "has_door"),
    [
        (timedelta(minutes=16), State.PLANNED, False),
        (timedelta(minutes=14), State.PLANNED, True),
        (timedelta(minutes=-59), State.PLANNED, True),
        (timedelta(minutes=-61), State.PLANNED, False),
        (timedelta(minutes=-61), State.OPEN, True),
        (timedelta(minutes=5), State.CANCELLED, False),
        (timedelta(minutes=-5), State.ENDED, False),
    ],
)
def test_a_meeting_has_a_door_from_a_quarter_of_an_hour_before_until_its_end(
    group: Group, starts_in: timedelta, state: str, has_door: bool
) -> None:
    meeting = make_meeting(group, starts_in=starts_in, state=state)

    assert meeting.has_door() is has_door
