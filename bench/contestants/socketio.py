"""socket.io with its Redis adapter, messages kept in PostgreSQL; over WebSocket alone, as its fastest."""

import os
import shutil
import subprocess
from typing import override
from urllib.parse import parse_qsl, urlsplit

from bench.contestants.base import Contestant, Shape
from bench.kit.load import BUILT, WORDS, Client
from devkit.children import ROOT, Program
from devkit.errors import DevkitError
from devkit.postgres import ensure_database

SOURCES = ROOT / "bench/baselines/socketio"
INSTALLED = BUILT / "socketio"


class SocketIo(Contestant):
    name = "socketio"
    title = "socket.io, Redis adapter, PostgreSQL"

    @override
    def prepare(self) -> None:
        if not (shutil.which("node") and shutil.which("npm")):
            msg = "there is no node and npm on this machine."
            raise DevkitError(msg)
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for source in ("package.json", "server.js"):
            shutil.copy(SOURCES / source, INSTALLED)
        install = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--omit=optional"]
        done = subprocess.run(install, cwd=INSTALLED, capture_output=True, text=True, check=False, timeout=180)
        if done.returncode:
            msg = f"npm could not install it: {done.stderr[-500:]}"
            raise DevkitError(msg)
        ensure_database(self.around.database_url("postgres"), "socketio")

    @override
    def program(self) -> Program:
        address = urlsplit(self.around.environment["DATABASE_URL"])
        own = {"PG_HOST": dict(parse_qsl(address.query))["host"], "PG_USER": str(address.username)}
        own |= {"PG_NAME": "socketio", "NODE_ENV": "production"}
        return Program(
            ["node", "server.js", str(self.port)], {**os.environ, **self.around.environment, **own}, folder=INSTALLED
        )

    @override
    def clients(self, shape: Shape) -> list[Client]:
        return [
            self._client(room, f"{shape.name}-{room}") for room in range(shape.rooms) for _person in range(shape.people)
        ]

    def _client(self, number: int, room: str) -> Client:
        # engine.io 4: "0" opens, "40" joins the namespace, "42" is an event.
        steps = ("", "pingInterval", "40", '40{"sid"', f'42["join","{room}"]', "joined")
        message = f'42["message","{room}","{WORDS}"]'
        return Client(self.port, number, "/socket.io/?EIO=4&transport=websocket", message, steps=steps)
