"""How a process ends."""

import os
import subprocess
import sys

from django.conf import settings

PROGRAM = """
import atexit
kept = []
# What is registered first is called last: after Beside's own farewell.
atexit.register(lambda: print("closed" if kept[0].closed else "open"))
import django
django.setup()
from django.db import connection
connection.ensure_connection()
kept.append(connection.pool)
"""


def test_process_closes_its_database_pool_before_it_ends() -> None:
    """A pool that is left to the interpreter's own end is waited for: a command was seen to take 20 s longer."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout.strip() == "closed", ran.stderr
