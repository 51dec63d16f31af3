"""Settings of the live processes: the real ones, with the look in one file, as production serves it.

A browser that begins anew for each test asked for each of the eighty sheets: half a second of its server's time.
"""

import os
from pathlib import Path

from apps.core.staticfiles import ENTRY, flatten
from config.settings import *  # noqa: F403 - the settings, and what tests change
from config.settings import BASE_DIR, STATICFILES_DIRS

_flat = Path(os.environ["LIVE_STATIC_DIR"])
if not (_flat / ENTRY).exists():
    (_flat / ENTRY).parent.mkdir(parents=True)
    (_flat / ENTRY).write_text(flatten(lambda name: (BASE_DIR / "static" / name).read_text()))
STATICFILES_DIRS = [_flat, *STATICFILES_DIRS]
