"""Beside as it runs in production: real sessions, memberships, rights, screening, storing, and the real frame."""

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any, override

from bench.contestants.base import Contestant, Shape
from bench.kit.load import WORDS, Client
from devkit.children import ROOT, Program
from devkit.errors import DevkitError
from devkit.services import web_service

SITE = "https://localhost"
SECRETS = ("SECRET_KEY", "AUDIT_KEY", "BAN_KEY", "PUSH_KEY", "ENCRYPTION_KEYS", "MEDIA_SERVER_SECRET")


@dataclass
class Beside(Contestant):
    people: dict[str, Any] = field(default_factory=dict)
    _turn: str = ""

    name = "beside"
    title = "Beside"

    @property
    def environment(self) -> dict[str, str]:
        """Return what production is told, with servers of this run behind it."""
        own = {"BESIDE_MODE": "production", "SITE_URL": SITE, "MAIL_FROM": "Reminder <post@localhost>"}
        own |= {"TURN_URL": "none", "STATIC_ROOT": str(self.around.folder / "static"), "LOG_LEVEL": "WARNING"}
        own |= self._secrets
        return self.around.environment | own

    _secrets: dict[str, str] = field(default_factory=lambda: {name: secrets.token_urlsafe(48) for name in SECRETS})

    @override
    def prepare(self) -> None:
        self._run("manage.py", "migrate", "--verbosity", "0")
        self._run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        shapes = [f"{shape.name}:{shape.rooms}:{shape.people}" for shape in self.around.shapes]
        self.people = json.loads(self._run("-m", "bench.contestants.beside_people", *shapes))

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DevkitError(done.stderr[-2000:])
        return done.stdout

    @override
    def program(self) -> Program:
        return web_service(self.environment, self.port).program

    @override
    def clients(self, shape: Shape) -> list[Client]:
        # A client id that was used before would be a repeat: acknowledged, and told to nobody.
        self._turn = secrets.token_hex(4)
        return [
            self._client(number, room, person)
            for number, (room, members) in enumerate(self.people["rooms"][shape.name])
            for person in members
        ]

    def _client(self, number: int, room: str, person: int) -> Client:
        message = {"type": "message.send", "room": room, "client_id": f"{self._turn}-@@@@@@@@", "body": WORDS}
        opening = json.dumps({"type": "room.open", "room": room})
        headers = {"Origin": SITE, "Cookie": self.people["cookies"][person]}
        return Client(self.port, number, "/ws/", json.dumps(message), headers, (opening, "room.opened"))
