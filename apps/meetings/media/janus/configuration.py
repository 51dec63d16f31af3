"""Writes Janus's configuration: `python -m apps.meetings.media.janus.configuration FOLDER [FOLDER WITH JANUS'S MODULES]`.

The one place that says how Janus is locked down, for development, tests and production alike. Only the WebSocket on
loopback and the VideoRoom are loaded, from a folder with nothing else in it; there is no admin interface, which could
write down what people say; and every folder is protected, so that no recording can be begun whoever asks for it.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from apps.core.secret_files import read_secret_files
from apps.meetings.media.janus.secrets import JanusSecrets

MODULES = {"plugins": "libjanus_videoroom.so", "transports": "libjanus_websockets.so"}
EMPTY = ("events", "loggers")


@dataclass(frozen=True, slots=True)
class JanusPlace:
    """Where Janus takes orders (loopback) and sends and receives media.

    `bound` are addresses of this machine, or beginnings of such (all of them when empty); `announced` is what browsers
    are told instead; `ports` is a range such as `40000-40199` (any when empty).
    """

    port: int
    secret: str
    bound: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    ports: str = ""


def place_from(environment: Mapping[str, str]) -> JanusPlace:
    """Return what the environment says: MEDIA_SERVER_URL, MEDIA_SERVER_SECRET, MEDIA_BIND_IP and so on."""
    return JanusPlace(
        port=urlsplit(environment["MEDIA_SERVER_URL"]).port or 0,
        secret=environment["MEDIA_SERVER_SECRET"],
        bound=_words(environment.get("MEDIA_BIND_IP", "")),
        announced=_words(environment.get("MEDIA_PUBLIC_IP", "")),
        ports=environment.get("MEDIA_PORTS", ""),
    )


def write_configuration(place: JanusPlace, folder: Path, modules: Path) -> None:
    """Write everything Janus reads into the folder, which holds secrets and is for its eyes alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for kind, module in MODULES.items():
        (folder / kind).mkdir(exist_ok=True)
        link = folder / kind / module
        link.unlink(missing_ok=True)
        link.symlink_to(modules / kind / module)
    for kind in EMPTY:
        (folder / kind).mkdir(exist_ok=True)
    texts = {
        "janus.jcfg": _main(place, folder),
        "janus.transport.websockets.jcfg": _transport(place),
        "janus.plugin.videoroom.jcfg": _rooms(place),
    }
    for name, text in texts.items():
        file = folder / name
        file.touch(mode=0o600)
        file.write_text(text)


def _main(place: JanusPlace, folder: Path) -> str:
    secrets = JanusSecrets(place.secret)
    lines = [
        "general: {",
        f'  configs_folder = "{folder}"',
        *(f'  {kind}_folder = "{folder / kind}"' for kind in (*MODULES, *EMPTY)),
        "  debug_level = 2",
        f'  api_secret = "{secrets.api}"',
        "  token_auth = true",
        f'  token_auth_secret = "{secrets.tokens}"',
        "  session_timeout = 60",
        "  hide_dependencies = true",
        # Whoever asks for a recording, with whatever secret: no file can be opened for it.
        '  protected_folders = [ "/" ]',
        "}",
        "media: {",
        *([f'  rtp_port_range = "{place.ports}"'] if place.ports else []),
        "  ipv6 = false",
        "}",
        "nat: {",
        # Browsers reach the server, never the reverse: nobody can point it at an address.
        "  ice_lite = true",
        "  ice_tcp = false",
        "  full_trickle = false",
        "  ignore_mdns = true",
        *([f'  ice_enforce_list = "{",".join(place.bound)}"'] if place.bound else []),
        *([f'  nat_1_1_mapping = "{",".join(place.announced)}"'] if place.announced else []),
        "}",
    ]
    return "\n".join([*lines, ""])


def _transport(place: JanusPlace) -> str:
    return (
        'general: {\n  json = "compact"\n  ws = true\n  ws_ip = "127.0.0.1"\n'
        f"  ws_port = {place.port}\n  wss = false\n"
        '  ws_acl = "127.0.0.1"\n}\nadmin: {\n  admin_ws = false\n  admin_wss = false\n}\n'
    )


def _rooms(place: JanusPlace) -> str:
    # No room stands here: each is made when its meeting opens, and goes with it.
    admin_key = JanusSecrets(place.secret).create_rooms
    return f'general: {{\n  admin_key = "{admin_key}"\n  lock_rtp_forward = true\n  string_ids = true\n}}\n'


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def main(arguments: list[str]) -> None:
    """Write the configuration that the environment asks for."""
    read_secret_files(os.environ)
    folder, *rest = map(Path, arguments)
    write_configuration(place_from(os.environ), folder, rest[0] if rest else Path("/usr/lib/janus"))


if __name__ == "__main__":
    main(sys.argv[1:])
