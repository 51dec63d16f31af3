"""Who takes part, by name."""

from bench.contestants.base import Contestant
from bench.contestants.beside import Beside
from bench.contestants.broadcast import Broadcast
from bench.contestants.tutorial import Tutorial

CONTESTANTS: dict[str, type[Contestant]] = {one.name: one for one in (Beside, Tutorial, Broadcast)}
