"""A mail server for development and tests: it accepts every mail and keeps it as one `.eml` file, sending nothing.

Run as `python -m devkit.mail_sink --port 1025 --folder .dev/mail`. File names begin with the moment of
arrival in nanoseconds, so that sorting by name is sorting by time; the oldest go when there are too many.
"""

import argparse
import asyncio
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from devkit.children import Program, free_port, is_listening, start_child
from devkit.errors import ServiceDidNotStartError

KEPT_MAILS = 1000


class MailFolder:
    """Keeps each accepted mail as a file that only its owner can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's name and arguments
        """Store the mail; a reader of the folder sees it whole or not at all."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        name = f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
        unfinished = self.folder / f".{name}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        unfinished.rename(self.folder / name)
        self._drop_oldest()
        return "250 Kept"

    def _drop_oldest(self) -> None:
        for mail in sorted(self.folder.glob("*.eml"))[:-KEPT_MAILS]:
            mail.unlink(missing_ok=True)


async def serve(port: int, folder: Path) -> None:
    """Accept mails on the loopback port until told to end by SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # noqa: ASYNC240 - once, before anybody is served
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    keeper = MailFolder(folder)
    server = await loop.create_server(lambda: SMTP(keeper, hostname="localhost", loop=loop), "127.0.0.1", port)
    async with server:
        await ended.wait()


@dataclass(frozen=True)
class MailPlace:
    """Where a sink listens and keeps its mails."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """The address in the form that `EMAIL_URL` takes."""
        return f"smtp://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        """Say whether the sink takes mails."""
        return is_listening(self.port)


def sink_program(place: MailPlace) -> Program:
    """Return how to start the sink."""
    return Program([sys.executable, "-m", "devkit.mail_sink", "--port", str(place.port), "--folder", place.folder])


def start_throwaway_mail_sink(folder: Path, log: Path) -> tuple[MailPlace, subprocess.Popen[bytes]]:
    """Start a sink that answers a moment later (see `wait_for_mail_sink`)."""
    folder.mkdir(parents=True, exist_ok=True)
    place = MailPlace(folder)
    with log.open("ab") as output:
        return place, start_child(sink_program(place), output=output)


def wait_for_mail_sink(place: MailPlace, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the sink accepts connections."""
    deadline = time.monotonic() + 15
    while not place.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            msg = f"The mail sink did not start. Its last words:\n{log.read_text(errors='replace')[-2000:]}"
            raise ServiceDidNotStartError(msg)
        time.sleep(0.02)


def main() -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.folder))


if __name__ == "__main__":
    main()
