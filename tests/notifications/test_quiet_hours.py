"""Quiet hours by the clock on a person's wall: over midnight, across both changes of the clock, and in another zone."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from apps.notifications.rules.quiet_hours import Quiet

LONDON, NEW_YORK, TOKYO = "Europe/London", "America/New_York", "Asia/Tokyo"


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "is_quiet"),
    [
        ("22:00-07:00", LONDON, "2026-11-20T21:59:59+00:00", False),
        ("22:00-07:00", LONDON, "2026-11-20T22:00:00+00:00", True),
        ("22:00-07:00", LONDON, "2026-11-21T00:00:00+00:00", True),
        ("22:00-07:00", LONDON, "2026-11-21T06:59:59+00:00", True),
        ("22:00-07:00", LONDON, "2026-11-21T07:00:00+00:00", False),
        ("09:00-12:30", LONDON, "2026-11-20T08:59:00+00:00", False),
        ("09:00-12:30", LONDON, "2026-11-20T09:00:00+00:00", True),
        ("09:00-12:30", LONDON, "2026-11-20T12:30:00+00:00", False),
        ("00:00-07:00", LONDON, "2026-11-20T23:59:00+00:00", False),
        ("00:00-07:00", LONDON, "2026-11-21T00:00:00+00:00", True),
        ("22:00-00:00", LONDON, "2026-11-20T23:59:00+00:00", True),
        ("22:00-00:00", LONDON, "2026-11-21T00:00:00+00:00", False),
        # The same moment on another wall: whoever changes their zone changes their hours with it.
        ("22:00-07:00", TOKYO, "2026-11-20T14:00:00+00:00", True),
        ("22:00-07:00", NEW_YORK, "2026-11-20T14:00:00+00:00", False),
        # No hours at all.
        ("08:00-08:00", LONDON, "2026-11-20T08:00:00+00:00", False),
        # The clock goes forward on 8 March at 02:00: the night is an hour shorter, and ends at seven on the wall.
        ("22:00-07:00", NEW_YORK, "2026-03-08T10:59:00+00:00", True),
        ("22:00-07:00", NEW_YORK, "2026-03-08T11:00:00+00:00", False),
        # 02:30 does not exist that night: by the clock before, it is what is then called 03:30.
        ("22:00-02:30", NEW_YORK, "2026-03-08T07:29:00+00:00", True),
        ("22:00-02:30", NEW_YORK, "2026-03-08T07:30:00+00:00", False),
        ("02:30-07:00", NEW_YORK, "2026-03-08T07:29:00+00:00", False),
        ("02:30-07:00", NEW_YORK, "2026-03-08T07:30:00+00:00", True),
        # The clock goes back on 1 November at 02:00: the night is an hour longer.
        ("22:00-07:00", NEW_YORK, "2026-11-01T11:59:00+00:00", True),
        ("22:00-07:00", NEW_YORK, "2026-11-01T12:00:00+00:00", False),
        # 01:30 comes twice: the hours last until the second, and begin with the first; nothing leaves in between.
        ("22:00-01:30", NEW_YORK, "2026-11-01T05:45:00+00:00", True),
        ("22:00-01:30", NEW_YORK, "2026-11-01T06:29:00+00:00", True),
        ("22:00-01:30", NEW_YORK, "2026-11-01T06:30:00+00:00", False),
        ("01:30-07:00", NEW_YORK, "2026-11-01T05:29:00+00:00", False),
        ("01:30-07:00", NEW_YORK, "2026-11-01T05:30:00+00:00", True),
        ("01:30-07:00", NEW_YORK, "2026-11-01T06:10:00+00:00", True),
    ],
)
def test_quiet_hours_follow_the_clock_on_the_wall(hours: str, zone: str, moment: str, is_quiet: bool) -> None:
    starts_at, ends_at = map(time.fromisoformat, hours.split("-"))
    assert Quiet(starts_at, ends_at, ZoneInfo(zone)).holds_at(datetime.fromisoformat(moment)) is is_quiet
