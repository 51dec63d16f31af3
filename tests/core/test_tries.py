"""Tries are counted by what they are about, and forgotten together."""

from datetime import timedelta

from apps.core.tries import count_try
from tests.live import wait_until

A_MINUTE = timedelta(minutes=1)


def test_each_thing_is_counted_by_itself() -> None:
    assert [count_try("tries.one", within=A_MINUTE) for _ in range(3)] == [1, 2, 3]
    assert count_try("tries.other", within=A_MINUTE) == 1


def test_trying_again_keeps_nothing_longer() -> None:
    for _ in range(3):
        count_try("tries.short", within=timedelta(seconds=1))
    wait_until(
        lambda: count_try("tries.short", within=timedelta(seconds=1)) == 1, seconds=10, what="they are forgotten"
    )


def test_what_is_forgotten_at_once_is_the_first_each_time() -> None:
    assert [count_try("tries.none", within=timedelta(0)) for _ in range(2)] == [1, 1]
