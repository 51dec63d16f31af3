"""How often one person changes what stands in rooms: quiet answers leave no rows to count."""

from django.core.cache import cache
from django.utils import timezone

from apps.messaging.errors import TooFast
from apps.messaging.rules.changing import CHANGES


def count_change(user_id: int) -> None:
    """Count one change. Raises TooFast beyond the pace; what is counted is forgotten with its window."""
    seconds = int(CHANGES.window.total_seconds())
    key = f"changes:{user_id}:{int(timezone.now().timestamp()) // seconds}"
    cache.add(key, 0, timeout=2 * seconds)
    try:
        count = cache.incr(key)
    except ValueError:
        return  # It expired between the two lines: the window is over.
    if count > CHANGES.count:
        raise TooFast
