"""What docs/meeting-socket.md tells those who write a client is what they get."""

import re
from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.room_actions import ACTIONS
from apps.meetings.room_frames import state_frame
from apps.meetings.room_media import MEDIA_ACTIONS
from apps.meetings.services.live import read_live, read_standing
from devkit.children import ROOT
from tests.meetings.factories import make_meeting
from tests.meetings.seating import inside, knock

DOCUMENT = (ROOT / "docs/meeting-socket.md").read_text(encoding="utf-8")
# Said once for everybody, at the moment of sending.
ADDED = {"now"}


@pytest.mark.django_db
def test_the_state_of_a_meeting_has_the_fields_that_are_documented(
    group: Group, alice: User, bob: User, carol: User
) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=5))
    inside(alice, meeting, bob)
    knock(carol, meeting)
    state = state_frame(read_live(read_standing(meeting.public_id, alice)))
    lists = {name: set(state[name][0]) for name in ("people", "doors")}
    row = next(line for line in DOCUMENT.splitlines() if '"type": "meeting.state"' in line)

    documented = set(re.findall(r"`([a-z_]+)`", row))
    assert documented == (set(state) - {"type"}) | set.union(*lists.values()) | ADDED
    below = DOCUMENT.partition("In the state `queue`")[2].partition("\n\n")[0]
    assert set(state["queue"]) | set(state["run"]) <= set(re.findall(r"`([a-z_]+)`", below))


def test_everything_that_a_browser_can_send_is_documented() -> None:
    table = DOCUMENT.partition("| from the browser")[2].partition("| from the server")[0]
    assert set(ACTIONS) | set(MEDIA_ACTIONS) <= set(re.findall(r"\b[a-z]+\.[a-z_]+\b", table))
