"""What somebody said over time as a line: where it runs, and what it says in numbers of its scale. Nothing is compared with anybody."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 640, 120
_TOP, _BOTTOM, _SIDE = 14, 104, 4

SPAN = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a line is drawn in: the ends of its scale, and how far it goes back from today."""

    lowest: int
    highest: int
    span: timedelta


CHECK_INS = Frame(1, 5, SPAN)


@dataclass(frozen=True, slots=True)
class Line:
    """Paths of an SVG of WIDTH by HEIGHT: the line through the days, and what lies under it."""

    path: str
    band: str


@dataclass(frozen=True, slots=True)
class Range:
    """What the line says, on the scale."""

    lowest: int
    highest: int
    usual: int


def means_by_day(felt: Iterable[tuple[date, int]]) -> dict[date, float]:
    """Return one value for each day that has any, the earliest first."""
    days: defaultdict[date, list[int]] = defaultdict(list)
    for day, value in felt:
        days[day].append(value)
    return {day: sum(values) / len(values) for day, values in sorted(days.items())}


def line_through(means: Mapping[date, float], today: date, frame: Frame = CHECK_INS) -> Line | None:
    """Return the line that ends today, or None for fewer than two days; a day on which nothing was said leaves no mark."""
    points = [(_x(day, today, frame), _y(value, frame)) for day, value in means.items()]
    if len(points) < 2:
        return None
    first, *rest = points
    path = f"M{first[0]:.1f} {first[1]:.1f}"
    at = first
    for point in rest:
        middle = (at[0] + point[0]) / 2
        path += f"C{middle:.1f} {at[1]:.1f} {middle:.1f} {point[1]:.1f} {point[0]:.1f} {point[1]:.1f}"
        at = point
    return Line(path, f"{path}V{HEIGHT}H{first[0]:.1f}Z")


def range_of(values: Iterable[int]) -> Range:
    """Return what was said least, most and most often; of what was said as often the latest."""
    said = list(values)
    often = Counter(said)
    return Range(min(said), max(said), max(reversed(said), key=lambda value: often[value]))


def _x(day: date, today: date, frame: Frame) -> float:
    part = 1 - (today - day) / frame.span
    return _SIDE + part * (WIDTH - 2 * _SIDE)


def _y(value: float, frame: Frame) -> float:
    return _BOTTOM - (value - frame.lowest) / (frame.highest - frame.lowest) * (_BOTTOM - _TOP)
