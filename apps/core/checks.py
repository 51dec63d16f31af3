"""What `manage.py check --deploy --database default` looks at besides Django's own; the rest is refused before (config/production.py)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.utils import timezone

from apps.core.clock import database_now

# Codes, sessions and limits live by clocks; what two machines disagree about by more than this goes wrong now and then.
MOST_APART = timedelta(seconds=5)


@register(Tags.database, deploy=True)
def clock_agrees(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Return an error where this machine's clock and that of the database say different things."""
    if not databases:
        return []
    apart = abs(database_now() - timezone.now())
    if apart <= MOST_APART:
        return []
    words = f"The clocks of this machine and of the database are {apart.total_seconds():.0f} s apart."
    return [Error(words, hint="Let both be set from the network: timedatectl set-ntp true", id="beside.E001")]
