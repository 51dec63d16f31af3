"""How often one person changes what stands in rooms: quiet answers leave no rows to count."""

from apps.core.tries import count_try
from apps.messaging.errors import TooFast
from apps.messaging.rules.changing import CHANGES


def count_change(user_id: int) -> None:
    """Count one change. Raises TooFast beyond the pace."""
    if count_try(f"changes:{user_id}", within=CHANGES.window) > CHANGES.count:
        raise TooFast
