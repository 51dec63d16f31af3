"""What other people's programs read in a calendar of ours: ical.js under the Node that comes with the browser driver."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright._impl._driver import compute_driver_executable

READER = Path(__file__).parent.parent / "vendor" / "read_calendar.mjs"


def read_with_ical_js(calendar: bytes, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """Return the appointments that begin between two moments: uid, summary, status, and starts and ends as datetimes."""
    node, _driver = compute_driver_executable()
    command = [node, str(READER), first.isoformat(), last.isoformat()]
    told = subprocess.run(command, input=calendar, capture_output=True, check=True).stdout
    return [one | {name: datetime.fromisoformat(one[name]) for name in ("starts", "ends")} for one in json.loads(told)]
