"""Bare `websockets.broadcast`: no people, no rights, nothing kept."""

import sys
from typing import override

from bench.contestants.base import Contestant, Shape
from bench.kit.load import WORDS, Client
from devkit.children import Program


class Broadcast(Contestant):
    name = "broadcast"
    title = "websockets.broadcast, nothing stored"
    keeps_messages = False

    @override
    def prepare(self) -> None:
        pass

    @override
    def program(self) -> Program:
        return Program([sys.executable, "-m", "bench.baselines.broadcast", str(self.port)])

    @override
    def clients(self, shape: Shape) -> list[Client]:
        message = f'{{"message":"{WORDS}"}}'
        return [
            Client(self.port, room, f"/{shape.name}/{room}", message)
            for room in range(shape.rooms)
            for _person in range(shape.people)
        ]
