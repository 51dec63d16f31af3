"""Who takes part, by name."""

from bench.contestants.base import Contestant
from bench.contestants.beside import Beside
from bench.contestants.broadcast import Broadcast
from bench.contestants.ejabberd import Ejabberd
from bench.contestants.socketio import SocketIo
from bench.contestants.tutorial import Tutorial

CONTESTANTS: dict[str, type[Contestant]] = {one.name: one for one in (Beside, Tutorial, Broadcast, SocketIo, Ejabberd)}
