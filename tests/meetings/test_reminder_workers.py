"""Reminders with Celery's real beat and worker, a real mail server, and a worker that dies in the middle."""

import email
import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from celery import Celery
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Reminder
from apps.notifications.models import Notice
from devkit.children import free_port, stop_child
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.live import LiveApp, wait_until
from tests.meetings.factories import make_meeting, make_rsvp

PEOPLE = 40


class SlowMailServer:
    """Takes each mail and a moment over it, so that a batch lasts."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd
        import asyncio

        await asyncio.sleep(0.05)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.mails.append(email.message_from_bytes(content))
        return "250 Kept"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._controller.stop()


@pytest.fixture
def slow_server() -> Iterator[SlowMailServer]:
    with SlowMailServer() as server:
        yield server


@pytest.fixture
def own_worker(
    live_processes: LiveApp, live_db: None, slow_server: SlowMailServer, tmp_path: Path
) -> Iterator[LiveApp]:
    """A worker with a queue of its own; those that other tests left running rest, for they share the database."""
    for name in ("worker", "beat"):
        if name in live_processes.children:
            stop_child(live_processes.children[name])
    own_queue = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/41"))
    environment = live_processes.environment | {"EMAIL_URL": slow_server.url, "REDIS_URL": own_queue}
    app = LiveApp(live_processes.port, environment, tmp_path)
    yield app
    app.stop()


def wake(app: LiveApp) -> None:
    with Celery(broker=app.environment["REDIS_URL"]) as celery:
        celery.send_task("meetings.send_due_reminders")


@pytest.fixture
def live_group(live_db: None) -> Group:
    from tests.groups.factories import make_group

    return make_group()


def test_a_worker_killed_in_the_middle_of_a_batch_loses_no_reminder(
    own_worker: LiveApp, slow_server: SlowMailServer, live_group: Group
) -> None:
    meeting = make_meeting(live_group, starts_in=timedelta(minutes=9))
    for number in range(PEOPLE):
        make_rsvp(meeting, make_membership(make_user(f"person{number}"), live_group, f"Alias{number}"))

    own_worker.start("worker")
    wake(own_worker)
    wait_until(lambda: len(slow_server.mails) >= 8, seconds=60, what="the batch is under way")
    # The whole session of processes, as a power cut would: the pool's children too.
    os.killpg(own_worker.children["worker"].pid, signal.SIGKILL)
    own_worker.children["worker"].wait()

    unsent = Reminder.objects.filter(channel="mail", sent_at=None)
    left = unsent.count()
    assert 0 < left < PEOPLE
    assert unsent.filter(leased_until__gt=timezone.now()).count() == left

    # The lease runs out.
    unsent.update(leased_until=timezone.now() - timedelta(seconds=1))
    own_worker.start("worker")
    wake(own_worker)
    wait_until(lambda: not unsent.exists(), seconds=60, what="every reminder is sent")

    recipients = [str(mail["To"]) for mail in slow_server.mails]
    assert set(recipients) == set(User.objects.values_list("email", flat=True))
    # At most the one mail between the server's yes and the stamp went twice, recognisable as the same.
    assert len(recipients) <= PEOPLE + 1
    assert len({mail["Message-ID"] for mail in slow_server.mails}) == PEOPLE
    assert Notice.objects.filter(kind="meeting_reminder").count() == PEOPLE


def test_beat_and_worker_bring_the_mail_to_the_mail_server(live_processes: LiveApp, live_group: Group) -> None:
    user = make_user("bob")
    make_membership(user, live_group, "Bramble")
    make_rsvp(make_meeting(live_group, starts_in=timedelta(minutes=9)), membership_of(user, live_group))
    folder = Path(os.environ["DEV_MAIL_DIR"])
    began = time.time_ns()

    live_processes.start("worker")
    live_processes.start("beat")

    def arrived() -> list[Message]:
        new = [path for path in folder.glob("*.eml") if int(path.name.partition("-")[0]) > began]
        mails = [email.message_from_bytes(path.read_bytes()) for path in new]
        return [mail for mail in mails if mail["To"] == user.email]

    # Beat looks once a minute.
    (mail,) = wait_until(arrived, seconds=100, what="the reminder's mail arrives")
    assert mail["Subject"] == "You have a reminder"
    wait_until(lambda: Reminder.objects.filter(channel="mail").exclude(sent_at=None).exists(), what="it is stamped")
    assert user.notices.filter(kind="meeting_reminder").count() == 1
