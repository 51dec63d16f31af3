"""A network between browsers and the media server that loses packets, or all of them, as a test wants it."""

import random
import re
import select
import socket
import threading
from dataclasses import dataclass, field

from playwright.sync_api import Page

# Each candidate of the server becomes one of the relay's; the server itself answers whoever knows the password.
BY_THE_RELAY = """
const Connection = RTCPeerConnection;
window.RTCPeerConnection = class extends Connection {
  async setRemoteDescription({ type, sdp }) {
    const lines = await Promise.all(sdp.split("\\r\\n").map((line) => line.startsWith("a=candidate:") ? relayed(line) : line));
    return super.setRemoteDescription({ type, sdp: lines.join("\\r\\n") });
  }
};
"""
_CANDIDATE = re.compile(r"(a=candidate:\S+ 1 udp \d+) (\S+) (\d+) (typ host.*)")


@dataclass
class LossyNetwork:
    """Drops this part of what comes from the server; with 1.0 nothing comes through either way."""

    loss: float = 0.0
    _ways: dict[tuple[str, int], "_Way"] = field(default_factory=dict)

    def lead(self, page: Page) -> None:
        """Have the page's media go this way, from its next document on."""
        page.context.expose_function("relayed", self._relayed)
        page.context.add_init_script(BY_THE_RELAY)

    def close(self) -> None:
        for way in self._ways.values():
            way.close()

    def drops(self, *, is_from_server: bool) -> bool:
        return self.loss == 1 or (is_from_server and random.random() < self.loss)

    def _relayed(self, line: str) -> str:
        found = _CANDIDATE.fullmatch(line)
        assert found, line
        server = (found[2], int(found[3]))
        way = self._ways.setdefault(server, _Way(self, server))
        return f"{found[1]} 127.0.0.1 {way.port} {found[4]}"


class _Way:
    """Datagrams between one port of the server and the one browser that speaks to it."""

    def __init__(self, network: LossyNetwork, server: tuple[str, int]) -> None:
        self._network, self._server = network, server
        self._near, self._far = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self._near.bind(("127.0.0.1", 0))
        self._far.bind(("", 0))
        self._browser: tuple[str, int] | None = None
        self.port: int = self._near.getsockname()[1]
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._is_open = True
        self._thread.start()

    def close(self) -> None:
        self._is_open = False
        self._thread.join()
        self._near.close()
        self._far.close()

    def _carry(self) -> None:
        while self._is_open:
            for ready in select.select([self._near, self._far], [], [], 0.2)[0]:
                data, sender = ready.recvfrom(4096)
                is_from_server = ready is self._far
                if not is_from_server:
                    self._browser = sender
                if self._network.drops(is_from_server=is_from_server):
                    continue
                if not is_from_server:
                    self._far.sendto(data, self._server)
                elif self._browser is not None:
                    self._near.sendto(data, self._browser)
