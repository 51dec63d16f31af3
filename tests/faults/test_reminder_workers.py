"""Workers are killed again and again while two schedulers run: no reminder is lost, and only what was in doubt doubles.

What is in doubt at a kill: a mail that the server took and that its worker did not live to stamp; one a process at most.
"""

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.rules.aliases import fold
from apps.meetings.models import Answer, Channel, Reminder, Rsvp
from apps.notifications.models import Notice
from devkit.children import start_child, stop_child
from devkit.letterbox import Letterbox
from devkit.services import job_services
from tests.live import LiveApp, wait_until
from tests.meetings.factories import make_meeting

PROCESSES = 2  # of a worker's pool
LETTERS_A_KILL = 8
PATIENCE = 120


@dataclass
class Workshop:
    """A worker and two schedulers with a queue of their own, and the mail server they send to."""

    environment: dict[str, str]
    box: Letterbox
    logs: Path
    dice: random.Random
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    in_doubt: Counter[str] = field(default_factory=Counter)

    def start_worker(self) -> None:
        self.worker = self._start("worker")

    def start_beats(self) -> None:
        """Two at once, as after a deployment that went wrong."""
        self.beats = [self._start("beat", "--schedule", str(self.logs / f"schedule-{number}")) for number in (1, 2)]

    def _start(self, name: str, *options: str) -> subprocess.Popen[bytes]:
        program = next(one.program for one in job_services(self.environment) if one.name == name)
        command = ["tests.faults.hasty" if part == "config" else part for part in program.command]
        with (self.logs / f"{name}.log").open("ab") as log:
            child = start_child(replace(program, command=[*command, *options]), output=log)
        self.children.append(child)
        return child

    def pool(self) -> list[int]:
        """Return the processes that work."""
        with suppress(FileNotFoundError):
            pid = self.worker.pid
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def kill_pool(self) -> None:
        """End every process that works, as a power cut would; nobody takes their place before `bring_back`."""
        self.worker.send_signal(signal.SIGSTOP)
        for pid in self.pool():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def bring_back(self, *, whole: bool) -> None:
        """Note what is in doubt, let the leases of the dead run out, and let others take their place."""
        stamped = set(mails().exclude(sent_at=None).values_list("membership__user__email", flat=True))
        came = Counter(letter.to for letter in self.box.received)
        # What came more often than was accounted for, and nobody stamped.
        doubtful = {to for to, count in came.items() if to not in stamped and count > self.in_doubt[to]}
        assert len(doubtful) <= PROCESSES
        self.in_doubt.update(doubtful)
        mails().filter(sent_at=None).update(leased_until=None)
        if whole:
            self.worker.kill()
            self.worker.wait()
            self.start_worker()
        else:
            self.worker.send_signal(signal.SIGCONT)

    def kill_after(self, letters: int, *, is_before_answer: bool) -> None:
        """Kill when so many more letters have come; before the server has said yes to the last, or some time after."""
        goal, is_there = len(self.box.received) + letters, Event()

        def look() -> None:
            if len(self.box.received) >= goal and not is_there.is_set():
                if is_before_answer:
                    self.kill_pool()
                is_there.set()

        self.box.on_letter = look
        assert is_there.wait(PATIENCE), self.last_words()
        self.box.on_letter = lambda: None
        if not is_before_answer:
            self.kill_pool()

    def last_words(self) -> str:
        return "\n".join(log.read_text(errors="replace")[-1500:] for log in self.logs.glob("*.log"))

    def stop(self) -> None:
        for child in self.children:
            child.send_signal(signal.SIGCONT)
            stop_child(child, patience=5)


@pytest.fixture
def workshop(live_processes: LiveApp, live_db: None, tmp_path: Path, seed: int) -> Iterator[Workshop]:
    """Those that other tests left running rest, for they share the database."""
    for name in ("worker", "beat"):
        if name in live_processes.children:
            stop_child(live_processes.children[name])
    own_queue = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/13"))
    with Letterbox() as box:
        environment = live_processes.environment | {"EMAIL_URL": box.url, "REDIS_URL": own_queue}
        shop = Workshop(environment, box, tmp_path, random.Random(seed))
        yield shop
        shop.stop()


def make_people(group: Group, count: int) -> set[str]:
    """Let so many come to a meeting that begins within the hour, and return their addresses."""
    meeting = make_meeting(group, starts_in=timedelta(minutes=55))
    users = User.objects.bulk_create(User(email=f"p{number}@example.org", password="!") for number in range(count))
    members = Membership.objects.bulk_create(
        Membership(user=user, group=group, alias=f"Reed {user.pk}", alias_folded=fold(f"Reed {user.pk}"))
        for user in users
    )
    Rsvp.objects.bulk_create(Rsvp(meeting=meeting, membership=member, answer=Answer.YES) for member in members)
    return {user.email for user in users}


def mails() -> QuerySet[Reminder]:
    return Reminder.objects.filter(channel=Channel.MAIL)


def test_workers_killed_again_and_again_lose_nothing(workshop: Workshop, group: Group, kills: int) -> None:
    people = make_people(group, kills * LETTERS_A_KILL + 20)
    workshop.start_worker()
    workshop.start_beats()

    for number in range(kills):
        letters = workshop.dice.randrange(1, LETTERS_A_KILL)
        workshop.kill_after(letters, is_before_answer=number % 2 == 0)
        # Now and then the whole worker, with what it had taken from the queue; its start takes a while.
        workshop.bring_back(whole=number % 10 == 9)
    wait_until(
        lambda: mails().exclude(sent_at=None).count() == len(people), seconds=PATIENCE, what="every mail is stamped"
    )

    came = Counter(letter.to for letter in workshop.box.received)
    assert set(came) == people
    # A stamp that was on its way to the database when its process died may have got there after all.
    assert came - Counter(people) <= workshop.in_doubt
    # The repeats can be known as such.
    assert len({letter.message_id for letter in workshop.box.received}) == len(people)
    pages = Notice.objects.filter(kind="meeting_reminder")
    assert Counter(pages.values_list("user__email", flat=True)) == Counter(people)
