"""How often somebody did something lately: counted in the shared cache, and written down nowhere else."""

from datetime import timedelta

from django.core.cache import cache


def count_try(key: str, *, within: timedelta) -> int:
    """This try is counted; return how many there were since the first, which `within` after it are all forgotten."""
    cache.add(key, 0, timeout=within.total_seconds())
    try:
        return cache.incr(key)
    except ValueError:
        return 1  # They were forgotten between the two lines.
