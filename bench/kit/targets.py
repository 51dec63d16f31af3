"""What issue 3 asks for, and whether it was reached."""

from dataclasses import dataclass
from typing import Any

SHAPES = ("N=100", "N=500", "100x10")
# The server's CPU a delivery, ours by theirs, in the three shapes.
RATIOS = {
    "tutorial": (1 / 10, 1 / 15, 1 / 10),
    "broadcast": (1.3, 1.1, 2.0),
    "ejabberd": (0.3, 0.25, 0.4),
    "socketio": (0.7, 0.75, 0.7),
}
LATENESS = 1.5
IDLE_SOCKET = 30_000
RECONNECT = 0.5
SUSTAINED = 1.3


@dataclass(frozen=True)
class Verdict:
    """One demand; None where it could not be measured."""

    what: str
    wanted: str
    found: float | None
    is_reached: bool | None


def verdicts(figures: dict[str, Any]) -> list[Verdict]:
    """Return every demand with what was found."""
    races, sockets = figures["races"], figures["sockets"]
    found = []
    for other, most in RATIOS.items():
        for shape, limit in zip(SHAPES, most, strict=True):
            ratio = _ratio(races.get(shape, {}), other, "server")
            found.append(_at_most(f"CPU a delivery by {other}'s, {shape}", limit, ratio))
    found.append(_at_most("p99 by broadcast's, N=500", LATENESS, _ratio(races.get("N=500", {}), "broadcast", "p99")))
    idle = sockets.get("beside", {}).get("memory")
    found.append(_at_most("bytes an idle socket", IDLE_SOCKET, idle))
    found.append(_at_most("coming back by the tutorial's", RECONNECT, _ratio(sockets, "tutorial", "coming")))
    rates = figures["sustained"]
    faster = rates["beside"] / rates["broadcast"] if {"beside", "broadcast"} <= set(rates) else None
    found.append(
        Verdict("sustained rate by broadcast's, N=500", f">= {SUSTAINED}", faster, _reached(faster, SUSTAINED))
    )
    return found


def _ratio(row: dict[str, Any], other: str, figure: str) -> float | None:
    if not row.get("beside", {}).get(figure) or not row.get(other, {}).get(figure):
        return None
    return float(row["beside"][figure] / row[other][figure])


def _at_most(what: str, limit: float, found: float | None) -> Verdict:
    return Verdict(what, f"<= {limit:.3g}", found, None if found is None else found <= limit)


def _reached(found: float | None, least: float) -> bool | None:
    return None if found is None else found >= least
