"""What sockets cost while nobody speaks: memory, and coming back all at once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.contestants.base import Contestant, Shape
from bench.kit.kernel import cpu_seconds, memory_bytes
from bench.kit.load import Load

FEW = 20  # sockets opened first, so that what is loaded once is not counted


@dataclass(frozen=True)
class Sockets:
    """Bytes an idle socket, and CPU milliseconds a socket for coming into its room."""

    memory: float
    coming: float


def measure_sockets(contestant: Contestant, shape: Shape, *, turns: int) -> Sockets:
    """Open everybody's socket so many times; the first time shows the memory."""
    plan = contestant.around.folder / f"{contestant.name}.plan"
    with Load(contestant.clients(shape)[:FEW], plan) as load:
        load.connect()
    before, costs, memory = memory_bytes(contestant.pid), [], 0.0
    for turn in range(turns):
        clients, start = contestant.clients(shape), cpu_seconds(contestant.pid)
        with Load(clients, plan) as load:
            load.connect()
            costs.append((cpu_seconds(contestant.pid) - start) * 1e3 / len(clients))
            if turn == 0:
                load.ask("idle 2")
                memory = (memory_bytes(contestant.pid) - before) / len(clients)
        time.sleep(1)
    return Sockets(round(memory), round(median(costs), 3))


def sustained(
    contestants: Sequence[Contestant], loads: dict[str, Load], *, rounds: int, seconds: float
) -> dict[str, float]:
    """Return how many deliveries a second each manages with eight messages always under way, in alternating rounds."""
    found: dict[str, list[float]] = {contestant.name: [] for contestant in contestants}
    for _turn in range(rounds):
        for contestant in contestants:
            answer = loads[contestant.name].ask(f"saturate 8 {seconds}")
            found[contestant.name].append(answer["deliveries"] / answer["seconds"])
    return {name: round(median(rates)) for name, rates in found.items()}
