"""`./dev bench reminders`: due reminders in batches, beside one task a person. bench/README.md says how to read it."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from celery import Celery

from bench.kit.kernel import cpu_seconds
from bench.kit.load import BUILT
from devkit.children import ROOT, start_child, stop_child
from devkit.errors import DevkitError
from devkit.letterbox import Letterbox
from devkit.places import temporary_folder
from devkit.services import job_services
from devkit.terminal import say, strong
from devkit.throwaway import throwaway_services

RATE_WANTED, CPU_WANTED = 3.0, 0.4


@dataclass(frozen=True)
class Way:
    """One way to remind: the Celery application its worker runs, and the task that begins it."""

    name: str
    application: str
    task: str


WAYS = [
    Way("batches", "config", "meetings.send_due_reminders"),
    Way("one task each", "bench.baselines.one_task_each.celery", "one_task_each.find_due"),
]


@dataclass(frozen=True)
class Turn:
    """How one way did once: letters a second from the first to the last, and CPU milliseconds a letter."""

    rate: float
    cpu: float
    missing: int
    doubled: int


@dataclass
class Scene:
    """The servers and people that both ways share."""

    environment: dict[str, str]
    folder: Path
    people: int
    turns: dict[str, list[Turn]] = field(default_factory=lambda: {way.name: [] for way in WAYS})

    def run(self, *arguments: str) -> str:
        """Run Python with these arguments and return what it printed. Raises DevkitError."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DevkitError(done.stderr[-2000:])
        return done.stdout

    @contextmanager
    def worker(self, way: Way) -> Iterator[int]:
        """Run a worker of this way, as `./dev run` does, until it answers; give its process."""
        program = next(one.program for one in job_services(self.environment) if one.name == "worker")
        command = [way.application if part == "config" else part for part in program.command]
        with (self.folder / "worker.log").open("ab") as output:
            child = start_child(replace(program, command=command), output=output)
        try:
            with Celery(broker=self.environment["REDIS_URL"]) as celery:
                deadline = time.monotonic() + 60
                while not celery.control.ping(timeout=0.5):
                    if time.monotonic() > deadline:
                        words = (self.folder / "worker.log").read_text(errors="replace")[-2000:]
                        raise DevkitError(words)
            yield child.pid
        finally:
            stop_child(child, patience=10)

    def turn(self, way: Way, box: Letterbox) -> Turn:
        """Let this way remind everybody once."""
        self.run("-m", "bench.kit.reminded", "again")
        box.received.clear()
        with self.worker(way) as pid, Celery(broker=self.environment["REDIS_URL"]) as celery:
            before, began = cpu_seconds(pid), time.monotonic()
            celery.send_task(way.task)
            ended = self._wait(box)
            spent = cpu_seconds(pid) - before
        letters = len(box.received)
        different = len({letter.to for letter in box.received})
        return Turn(
            letters / (ended - began), 1000 * spent / max(letters, 1), self.people - different, letters - different
        )

    def _wait(self, box: Letterbox) -> float:
        """Return when the last letter came; a minute without one ends it."""
        latest, count = time.monotonic(), 0
        while len(box.received) < self.people:
            time.sleep(0.05)
            if len(box.received) != count:
                latest, count = time.monotonic(), len(box.received)
            elif time.monotonic() - latest > 60:
                return latest
        done = time.monotonic()
        # What a way still has to write down belongs to its account.
        deadline = done + 30
        while int(self.run("-m", "bench.kit.reminded", "count")) < self.people and time.monotonic() < deadline:
            time.sleep(0.2)
        return done


def main(arguments: list[str]) -> int:
    """Measure both in turns, print the comparison, and write the figures to .dev/bench/reminders.json."""
    parser = argparse.ArgumentParser(prog="./dev bench reminders", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000, help="how many are due (10000)")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each way (2)")
    chosen = parser.parse_args(arguments)
    BUILT.mkdir(parents=True, exist_ok=True)
    with throwaway_services() as services, temporary_folder("bench") as folder, Letterbox() as box:
        own = {"LOG_LEVEL": "WARNING", "EMAIL_URL": box.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        scene = Scene(os.environ | services | own, folder, chosen.people)
        say(f"Making {chosen.people} people who come to meetings")
        scene.run("manage.py", "migrate", "-v0")
        scene.run("-m", "bench.kit.reminded", "make", str(chosen.people))
        for number in range(chosen.rounds):
            # Each begins as often as the other.
            for way in WAYS if number % 2 == 0 else reversed(WAYS):
                say(f"Round {number + 1}: {way.name}")
                scene.turns[way.name].append(scene.turn(way, box))
    return _tell(scene)


def _tell(scene: Scene) -> int:
    say("")
    say(strong(f"{scene.people} reminders, each in the page and by mail"))
    middle = {}
    for name, turns in scene.turns.items():
        rate, cpu = statistics.median(one.rate for one in turns), statistics.median(one.cpu for one in turns)
        middle[name] = (rate, cpu)
        lost, doubled = sum(one.missing for one in turns), sum(one.doubled for one in turns)
        say(f"  {name:14} {rate:7.0f} a second, {cpu:6.2f} ms of the worker's CPU each, {lost} lost, {doubled} doubled")
    (rate, cpu), (plain_rate, plain_cpu) = middle.values()
    verdicts = {
        f"the rate of one task each, at least {RATE_WANTED:g}": (rate / plain_rate, rate / plain_rate >= RATE_WANTED),
        f"its worker CPU, at most {CPU_WANTED:g}": (cpu / plain_cpu, cpu / plain_cpu <= CPU_WANTED),
    }
    for what, (found, is_reached) in verdicts.items():
        say(f"  {found:5.2f} × {what}: {'reached' if is_reached else 'NOT reached'}")
    target = BUILT / "reminders.json"
    turns_by_way = {name: [asdict(one) for one in turns] for name, turns in scene.turns.items()}
    target.write_text(json.dumps({"people": scene.people, "turns": turns_by_way}, indent=1))
    say(f"All figures are in {target.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
