"""What carries meetings' sound and pictures on this machine: Janus where it can be had, else our own forwarder."""

import sys
from collections.abc import Mapping
from pathlib import Path

from devkit.children import Program, free_port
from devkit.errors import DevkitError, ProgramMissingError
from devkit.janus import janus_program, own_addresses, require_janus
from devkit.places import STATE
from devkit.supervisor import Service, Supervisor
from devkit.terminal import say
from devkit.turn import require_turn, turn_program

BACKENDS = ("janus", "embedded")


def chosen_backend(wish: str) -> str:
    """Return the wish, or without one what this machine can run. Raises DevkitError, ProgramMissingError."""
    if wish and wish not in BACKENDS:
        msg = f"MEDIA_BACKEND must be one of {', '.join(BACKENDS)}, not {wish}."
        raise DevkitError(msg)
    if wish == "embedded" or (not wish and not own_addresses()):
        return "embedded"
    try:
        require_janus()
    except ProgramMissingError:
        if wish:
            raise
        say("No Janus can be had here: meetings go through the embedded forwarder (about four pictures).")
        return "embedded"
    return "janus"


def media_program(environment: Mapping[str, str], folder: Path) -> Program:
    """Return how to start the media server that the environment names."""
    if environment.get("MEDIA_BACKEND") == "janus":
        return janus_program(environment, folder)
    return Program([sys.executable, "-m", "apps.meetings.media.forwarder"], environment)


def start_media(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Start a media server and a relay, unless the address of a media server is given."""
    if environment.get("MEDIA_SERVER_URL"):
        return
    environment["MEDIA_BACKEND"] = chosen_backend(environment.get("MEDIA_BACKEND", ""))
    environment["MEDIA_SERVER_URL"] = f"http://127.0.0.1:{free_port()}"
    say(f"Starting the media server: {environment['MEDIA_BACKEND']}")
    supervisor.start(Service("media", media_program(environment, STATE / "media")))
    if not environment.get("TURN_URL"):
        _start_relay(supervisor, environment)


def _start_relay(supervisor: Supervisor, environment: dict[str, str]) -> None:
    try:
        require_turn()
    except ProgramMissingError:
        say("No coturn can be had here: browsers reach the media server directly or not at all.")
        return
    environment["TURN_URL"] = f"turn:127.0.0.1:{free_port()}?transport=udp"
    supervisor.start(Service("relay", turn_program(environment, STATE / "relay")))
