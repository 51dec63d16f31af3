"""`./dev bench chat`: the real server beside others, in rounds that alternate. bench/README.md says how to read it."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from bench.contestants import CONTESTANTS
from bench.contestants.base import Contestant, Shape, Surroundings
from bench.kit.kernel import child_named
from bench.kit.load import BUILT, program
from bench.kit.race import Backing, connected, middle, race
from bench.kit.sockets import measure_sockets, sustained
from bench.kit.targets import Verdict, verdicts
from devkit.children import ROOT
from devkit.errors import DevkitError
from devkit.places import temporary_folder
from devkit.terminal import say, strong
from devkit.throwaway import throwaway_services

SHAPES = [Shape("N=100", 1, 100, 20), Shape("N=500", 1, 500, 4), Shape("100x10", 100, 10, 200)]
CROWD = SHAPES[2]


def main(arguments: list[str]) -> int:
    """Measure, print the table, and write the figures to .dev/bench/chat.json."""
    chosen = _choices(arguments)
    if sys.platform != "linux":
        say("This measurement reads the kernel's accounts of processes, which only Linux has.")
        return 1
    try:
        program()
        figures = _measure(chosen)
    except DevkitError as error:
        say(f"./dev bench chat: {error}")
        return 1
    found = verdicts(figures)
    _print(figures, found)
    target = BUILT / "chat.json"
    target.write_text(json.dumps(figures | {"verdicts": [asdict(one) for one in found]}, indent=1))
    say(f"All figures are in {target.relative_to(ROOT)}.")
    return 0


def _choices(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench chat", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds instead of six")
    parser.add_argument("--rounds", type=int, help="rounds of each contestant in each shape (6)")
    parser.add_argument("--seconds", type=float, help="length of a round (10)")
    parser.add_argument("--only", default=",".join(CONTESTANTS), help="contestants, with commas (all)")
    chosen = parser.parse_args(arguments)
    chosen.rounds = chosen.rounds or (2 if chosen.quick else 6)
    chosen.seconds = chosen.seconds or (6 if chosen.quick else 10)
    return chosen


def _measure(chosen: argparse.Namespace) -> dict[str, Any]:
    say("Starting PostgreSQL and Valkey for all contestants")
    with throwaway_services() as services, temporary_folder("bench") as folder:
        around = Surroundings(os.environ | services, folder, SHAPES)
        backing = Backing(child_named("postgres"), child_named("valkey-server"))
        with _running(around, chosen.only.split(",")) as contestants:
            sockets = {one.name: _sockets_of(one, chosen) for one in contestants}
            racing = [one for one in contestants if sockets[one.name]]
            races = {}
            for shape in SHAPES:
                say(f"Racing: {shape.name}, {shape.rate:g} messages a second")
                rounds = race(racing, shape, backing, rounds=chosen.rounds, seconds=chosen.seconds)
                races[shape.name] = {name: middle(results) for name, results in rounds.items()}
            rates = _sustained(racing, chosen)
    return {"rounds": chosen.rounds, "seconds": chosen.seconds, "races": races, "sockets": sockets, "sustained": rates}


@contextmanager
def _running(around: Surroundings, names: Sequence[str]) -> Iterator[list[Contestant]]:
    running: list[Contestant] = []
    try:
        for name in names:
            contestant = CONTESTANTS[name](around)
            say(f"Preparing {contestant.title}")
            try:
                contestant.prepare()
                contestant.start()
            except DevkitError as error:
                if name == "beside":
                    raise
                say(f"  left out: {error}")
                continue
            running.append(contestant)
        yield running
    finally:
        for contestant in running:
            contestant.stop()


def _sockets_of(contestant: Contestant, chosen: argparse.Namespace) -> dict[str, float]:
    turns = 2 if chosen.quick else 4
    say(f"Opening {CROWD.rooms * CROWD.people} sockets of {contestant.title}, {turns} times")
    try:
        return asdict(measure_sockets(contestant, CROWD, turns=turns))
    except DevkitError as error:
        if contestant.name == "beside":
            raise
        say(f"  left out: {error}")
        return {}


def _sustained(contestants: list[Contestant], chosen: argparse.Namespace) -> dict[str, float]:
    pair = [one for one in contestants if one.name in {"beside", "broadcast"}]
    say("Finding the largest rate in a room of 500")
    with connected(pair, SHAPES[1]) as loads:
        return sustained(pair, loads, rounds=max(chosen.rounds // 2, 2), seconds=chosen.seconds / 2)


def _print(figures: dict[str, Any], found: list[Verdict]) -> None:
    titles = {name: kind.title for name, kind in CONTESTANTS.items()}
    for shape, row in figures["races"].items():
        say("")
        say(strong(f"{shape}: microseconds of CPU a delivery, and milliseconds to the last receiver"))
        say(f"  {'':40} {'server':>8} {'postgres':>8} {'valkey':>8} {'p50':>8} {'p99':>8}  lost")
        for name, one in row.items():
            columns = " ".join(f"{one[figure]:8.1f}" for figure in ("server", "postgres", "valkey", "p50", "p99"))
            say(f"  {titles[name]:40} {columns}  {one['missing']}")
    say("")
    say(strong("Sockets: bytes while idle, and CPU milliseconds for coming into a room"))
    for name, one in figures["sockets"].items():
        if one:
            say(f"  {titles[name]:40} {one['memory']:8.0f} {one['coming']:8.2f}")
    for name, rate in figures["sustained"].items():
        say(f"  {titles[name]:40} at most {rate:.0f} deliveries a second in a room of 500")
    say("")
    say(strong("Against issue 3"))
    for one in found:
        verdict = {True: "reached", False: "NOT reached", None: "not measured"}[one.is_reached]
        say(f"  {one.what:42} {one.wanted:>10}  {'' if one.found is None else format(one.found, '9.3g'):>9}  {verdict}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
