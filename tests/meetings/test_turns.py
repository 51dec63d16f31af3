"""The order of the speaking queue: a table, and what holds of every line."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.meetings.rules.turns import EVERYBODY, HOSTS, IN_TURN, Wish, in_order, is_let_through, moved

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def wish(seat: int, minute: int, spoken: int = 0, place: int = 0) -> Wish:
    return Wish(seat, NOON + timedelta(minutes=minute), spoken, place)


@pytest.mark.parametrize(
    ("wishes", "is_quiet_first", "expected"),
    [
        pytest.param([], True, [], id="nobody"),
        pytest.param([wish(1, 5), wish(2, 3)], True, [2, 1], id="the earlier hand"),
        pytest.param([wish(1, 1, spoken=1), wish(2, 9)], True, [2, 1], id="quiet before whoever has spoken"),
        pytest.param([wish(1, 1, spoken=1), wish(2, 9)], False, [1, 2], id="by hands alone"),
        pytest.param([wish(1, 1, spoken=3), wish(2, 2, spoken=1)], True, [2, 1], id="less before more"),
        pytest.param([wish(2, 1), wish(1, 1)], True, [1, 2], id="the same moment"),
        pytest.param([wish(1, 1, place=2), wish(2, 2, place=1)], True, [2, 1], id="as the host decided"),
        pytest.param([wish(1, 1, place=2), wish(2, 2, place=1), wish(3, 3)], True, [2, 1, 3], id="later hands behind"),
        pytest.param(
            [wish(1, 1, 2, place=2), wish(2, 2, 0, place=1), wish(3, 3)],
            True,
            [2, 3, 1],
            id="a quiet one passes a placed one who has spoken",
        ),
        pytest.param(
            [wish(1, 1, 0, place=2), wish(2, 2, 5, place=1), wish(3, 3)],
            True,
            [2, 1, 3],
            id="nobody passes a quiet one whom a host placed",
        ),
    ],
)
def test_who_gets_the_word(wishes: list[Wish], is_quiet_first: bool, expected: list[int]) -> None:
    assert [one.seat for one in in_order(wishes, is_quiet_first=is_quiet_first)] == expected


@st.composite
def lines(draw: st.DrawFn, *, placed: bool = True) -> list[Wish]:
    seats = draw(st.lists(st.integers(1, 30), unique=True, max_size=9))
    places = draw(st.permutations(range(1, len(seats) + 1)))
    return [
        wish(seat, draw(st.integers(0, 20)), draw(st.integers(0, 3)), place if placed and draw(st.booleans()) else 0)
        for seat, place in zip(seats, places, strict=True)
    ]


@given(lines(), st.booleans())
def test_nobody_is_lost_and_what_hosts_decided_stays(wishes: list[Wish], is_quiet_first: bool) -> None:
    line = in_order(wishes, is_quiet_first=is_quiet_first)
    placed = [one.place for one in line if one.place]

    assert sorted(one.seat for one in line) == sorted(one.seat for one in wishes)
    assert placed == sorted(placed)
    assert line == in_order(line[::-1], is_quiet_first=is_quiet_first)


@given(lines(placed=False))
def test_whoever_has_not_spoken_comes_first_and_hands_keep_their_order(wishes: list[Wish]) -> None:
    line = in_order(wishes, is_quiet_first=True)

    assert [one.times_spoken for one in line] == sorted(one.times_spoken for one in wishes)
    for count in range(4):
        equals = [one.since for one in line if one.times_spoken == count]
        assert equals == sorted(equals)


@given(lines(), lines(), st.booleans())
def test_a_new_hand_changes_the_order_of_nobody_else(
    wishes: list[Wish],
    others: list[Wish],
    is_quiet_first: bool,
) -> None:
    fresh = next(
        (other for other in others if other.seat not in {one.seat for one in wishes} and not other.place), None
    )
    if fresh is None:
        return
    before = in_order(wishes, is_quiet_first=is_quiet_first)
    after = in_order([*wishes, fresh], is_quiet_first=is_quiet_first)

    assert [one for one in after if one != fresh] == before


@given(st.lists(st.integers(), unique=True, min_size=1), st.data(), st.integers(-3, 3))
def test_moving_one_keeps_the_others_as_they_stand(line: list[int], data: st.DataObject, by: int) -> None:
    seat = data.draw(st.sampled_from(line))
    after = moved(line, seat, by=by)

    assert [one for one in after if one != seat] == [one for one in line if one != seat]
    assert after.index(seat) == max(0, min(len(line) - 1, line.index(seat) + by))


def test_moving_somebody_who_does_not_wait_changes_nothing() -> None:
    assert moved([1, 2], 3, by=-1) == [1, 2]


@pytest.mark.parametrize(
    ("sound", "host", "speaker", "anybody"),
    [(EVERYBODY, True, True, True), (IN_TURN, True, True, False), (HOSTS, True, False, False)],
)
def test_who_is_let_through(sound: str, host: bool, speaker: bool, anybody: bool) -> None:
    assert is_let_through(sound, is_host=True, has_word=False) is host
    assert is_let_through(sound, is_host=False, has_word=True) is speaker
    assert is_let_through(sound, is_host=False, has_word=False) is anybody
