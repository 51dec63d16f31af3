"""Rounds that alternate between contestants, so that a noisy machine is noisy for all of them."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.contestants.base import Contestant, Shape
from bench.kit.kernel import cpu_seconds
from bench.kit.load import Load
from devkit.terminal import say


@dataclass(frozen=True)
class Backing:
    """The process ids of what contestants share."""

    postgres: int
    valkey: int


@dataclass(frozen=True)
class Round:
    """One contestant's turn; CPU in microseconds a delivery, delays in milliseconds to the last receiver."""

    server: float
    postgres: float
    valkey: float
    p50: float
    p99: float
    deliveries: int
    missing: int
    load: float

    @property
    def everything(self) -> float:
        return self.server + self.postgres + self.valkey


@contextmanager
def connected(contestants: Sequence[Contestant], shape: Shape) -> Iterator[dict[str, Load]]:
    """Give each contestant's load with every socket of the shape open."""
    with ExitStack() as ending:
        loads = {}
        for contestant in contestants:
            plan = contestant.around.folder / f"{contestant.name}.plan"
            loads[contestant.name] = ending.enter_context(Load(contestant.clients(shape), plan))
            loads[contestant.name].connect()
        yield loads


def race(
    contestants: Sequence[Contestant], shape: Shape, backing: Backing, *, rounds: int, seconds: float
) -> dict[str, list[Round]]:
    """Return each contestant's rounds in this shape."""
    results: dict[str, list[Round]] = {contestant.name: [] for contestant in contestants}
    with connected(contestants, shape) as loads:
        for contestant in contestants:
            loads[contestant.name].ask(f"run {shape.rate} 2")
        for turn in range(rounds):
            say(f"  {shape.name}: round {turn + 1} of {rounds}")
            # The order turns too: nobody always comes after the same other.
            for contestant in (*contestants[turn % len(contestants) :], *contestants[: turn % len(contestants)]):
                load = loads[contestant.name]
                results[contestant.name].append(_one_round(contestant, load, shape, backing, seconds))
    return results


def _one_round(contestant: Contestant, load: Load, shape: Shape, backing: Backing, seconds: float) -> Round:
    pids = (contestant.pid, backing.postgres, backing.valkey)
    before = [cpu_seconds(pid) for pid in pids]
    answer = load.ask(f"run {shape.rate} {seconds}")
    used = [cpu_seconds(pid) - start for pid, start in zip(pids, before, strict=True)]
    count = answer["deliveries"] or 1
    each = [seconds * 1e6 / count for seconds in used]
    missing = int(answer["messages"]) * shape.people - int(answer["deliveries"])
    load_each = answer["load_cpu_seconds"] * 1e6 / count
    server, postgres, valkey = each
    return Round(
        server=server,
        postgres=postgres,
        valkey=valkey,
        p50=answer["p50_ms"],
        p99=answer["p99_ms"],
        deliveries=int(answer["deliveries"]),
        missing=missing,
        load=load_each,
    )


def middle(rounds: Sequence[Round]) -> dict[str, Any]:
    """Return the median of each figure over the rounds."""
    names = ("server", "postgres", "valkey", "everything", "p50", "p99", "load")
    figures = {name: round(median(getattr(one, name) for one in rounds), 2) for name in names}
    return figures | {
        "deliveries": sum(one.deliveries for one in rounds),
        "missing": sum(one.missing for one in rounds),
    }
