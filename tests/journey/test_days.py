"""Days as a calendar counts them: as tables, without a database."""

from datetime import date, timedelta

import pytest

from apps.journey.errors import BeforeItBegan, NotYet, ShortList, WrongWayRound
from apps.journey.rules.choices import choices_from
from apps.journey.rules.days import count_days, hard_times, look_back_index, next_return, require_slip
from apps.journey.rules.stones import stones_of
from apps.journey.rules.trend import line_through, means_by_day, range_of

BEGUN = date(2025, 3, 2)


def day(number: int) -> date:
    return BEGUN + timedelta(days=number)


@pytest.mark.parametrize(
    ("slips", "today", "in_all", "since"),
    [
        ([], 0, 0, 0),
        ([], 412, 412, 412),
        ([(403, 403)], 412, 412, 9),
        ([(412, 412)], 412, 412, 0),
        ([(100, 110)], 412, 402, 302),
        ([(403, 403), (100, 100)], 412, 412, 9),
        ([(10, 10), (11, 11), (12, 12)], 20, 18, 8),
        ([(10, 12), (11, 14)], 20, 16, 6),
        ([(0, 0)], 5, 5, 5),
        ([(-9, -3), (3, 3)], 5, 5, 2),
        ([(-9, 2)], 5, 3, 3),
        ([(4, 9)], 5, 4, 0),
        ([(9, 9)], 5, 5, 5),
        ([], -1, 0, 0),
    ],
)
def test_a_slip_keeps_the_total(slips: list[tuple[int, int]], today: int, in_all: int, since: int) -> None:
    count = count_days(BEGUN, [(day(first), day(last)) for first, last in slips], day(today))
    assert (count.in_all, count.since) == (in_all, since)
    assert sum(count.stretches) == in_all


def test_writing_a_slip_down_today_takes_nothing_of_what_stood_there() -> None:
    for today in range(40):
        before = count_days(BEGUN, [], day(today))
        after = count_days(BEGUN, [(day(today), day(today))], day(today))
        assert (after.in_all, after.since) == (before.in_all, 0)


def test_hard_days_one_after_the_other_are_one_time() -> None:
    slips = [(day(1), day(1)), (day(2), day(2)), (day(5), day(7)), (day(6), day(6))]
    assert hard_times(reversed(slips), BEGUN, day(30)) == [(day(1), day(2)), (day(5), day(7))]


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [(0, 0, None), (3, 9, None), (10, 10, None), (3, 2, WrongWayRound), (-1, 2, BeforeItBegan), (9, 11, NotYet)],
)
def test_a_slip_lies_between_the_first_day_and_today(first: int, last: int, refused: type[Exception] | None) -> None:
    if refused is None:
        require_slip(day(first), day(last), begun=BEGUN, today=day(10))
        return
    with pytest.raises(refused):
        require_slip(day(first), day(last), begun=BEGUN, today=day(10))


@pytest.mark.parametrize(
    ("remembered", "today", "comes"),
    [
        ("2019-12-12", "2026-11-23", "2026-12-12"),
        ("2019-11-23", "2026-11-23", "2026-11-23"),
        ("2019-11-22", "2026-11-23", "2027-11-22"),
        ("2020-02-29", "2026-02-01", "2026-02-28"),
        ("2020-02-29", "2028-02-28", "2028-02-29"),
        ("2020-02-29", "2026-03-01", "2027-02-28"),
        ("2027-05-01", "2026-11-23", "2027-05-01"),
    ],
)
def test_a_day_to_remember_comes_back_each_year(remembered: str, today: str, comes: str) -> None:
    assert next_return(date.fromisoformat(remembered), date.fromisoformat(today)) == date.fromisoformat(comes)


def test_what_is_looked_back_at_is_a_week_old_and_another_one_each_day() -> None:
    days = [day(0), day(1), day(20)]
    assert look_back_index(days[2:], day(26)) is None
    assert {look_back_index(days, day(today)) for today in range(20, 27)} == {0, 1}
    assert {look_back_index(days, day(today)) for today in range(27, 33)} == {0, 1, 2}


def test_the_line_runs_through_the_days_that_there_are() -> None:
    today = day(27)
    means = means_by_day([(day(27), 5), (day(0), 1), (day(0), 3)])
    assert means == {day(0): 2.0, day(27): 5.0}
    assert line_through({day(27): 5.0}, today) is None
    line = line_through(means, today)
    assert line is not None
    assert line.path.startswith("M4.0 81.5")
    assert line.path.endswith("636.0 14.0")
    assert line.band == f"{line.path}V120H4.0Z"
    said = range_of([2, 4, 4, 5, 2])
    assert (said.lowest, said.highest, said.usual) == (2, 5, 2), "of what was said as often the latest"


def test_a_short_list_is_short() -> None:
    assert choices_from(" Sleep \n\n the  sea\nsleep\n") == ["Sleep", "the sea"]
    assert choices_from(" \n") == []
    for text in ("\n".join(map(str, range(17))), "x" * 41):
        with pytest.raises(ShortList):
            choices_from(text)


@pytest.mark.parametrize(
    ("stretches", "row"),
    [
        ([0], "n"),
        ([29], "n"),
        ([61], "kkn"),
        ([95, 9], "kkksn"),
        ([0, 0, 31], "sskn"),
        ([403, 9], "kkkkkksn"),
        ([900], "kkkkkkkn"),
    ],
)
def test_stones_before_a_gap_are_still_there(stretches: list[int], row: str) -> None:
    stones = stones_of(stretches)
    assert "".join(stone.part[0] for stone in stones) == row
    assert [stone.x for stone in stones] == [44 * place for place in range(len(row))]
    assert stones_of([60, 0])[0].shape == stones_of([90])[0].shape, "a stone stays the one it is"
