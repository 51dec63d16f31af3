"""The Channels tutorial's chat: `AuthMiddlewareStack`, `group_send` to every consumer, uvicorn."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import override

from bench.contestants.base import Contestant, Shape
from bench.kit.load import BUILT, WORDS, Client
from devkit.children import ROOT, Program
from devkit.errors import DevkitError
from devkit.postgres import ensure_database

OWN_PYTHON = BUILT / "environment"


@dataclass
class Tutorial(Contestant):
    cookies: list[str] = field(default_factory=list)

    name = "tutorial"
    title = "Channels tutorial, messages stored"

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.around.database_url("tutorial"), "PYTHONPATH": str(ROOT)}
        own |= {"REDIS_URL": self.around.environment["REDIS_URL"].removesuffix("/0") + "/1"}
        return self.around.environment | own | {"DJANGO_SETTINGS_MODULE": "bench.baselines.tutorial.settings"}

    @override
    def prepare(self) -> None:
        install()
        ensure_database(self.around.database_url("postgres"), "tutorial")
        count = max(shape.rooms * shape.people for shape in self.around.shapes)
        command = [str(OWN_PYTHON / "bin/python"), "-m", "bench.baselines.tutorial.people", str(count)]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DevkitError(done.stderr[-2000:])
        self.cookies = json.loads(done.stdout)

    @override
    def program(self) -> Program:
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--loop", "uvloop", "--ws", "websockets-sansio"]
        server = [str(OWN_PYTHON / "bin/python"), "-m", "uvicorn", "bench.baselines.tutorial.asgi:application"]
        return Program([*server, *options, "--no-access-log", "--log-level", "warning"], self.environment)

    @override
    def clients(self, shape: Shape) -> list[Client]:
        message = f'{{"message":"{WORDS}"}}'
        return [
            Client(self.port, room, f"/ws/chat/{_room(shape, room)}/", message, self._headers(room, place, shape))
            for room in range(shape.rooms)
            for place in range(shape.people)
        ]

    def _headers(self, room: int, place: int, shape: Shape) -> dict[str, str]:
        return {"Cookie": self.cookies[room * shape.people + place]}


def _room(shape: Shape, room: int) -> str:
    return f"{shape.rooms}_{shape.people}_{room}"


def install() -> None:
    """Have the dependency group `bench` in an environment of its own: Beside's own never holds it."""
    uv = shutil.which("uv") or str(Path(ROOT, ".dev/uv/bin/uv"))
    environment = os.environ | {"UV_PROJECT_ENVIRONMENT": str(OWN_PYTHON)}
    command = [uv, "sync", "--frozen", "--quiet", "--no-dev", "--group", "bench"]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        msg = "The dependency group `bench` could not be installed; what uv said stands above."
        raise DevkitError(msg)
