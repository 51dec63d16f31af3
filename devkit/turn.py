"""The coturn behind meetings: found or fetched, configured, started on loopback."""

import signal
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from apps.meetings.media.turn import TurnPlace, place_from, write_configuration
from devkit.children import Program
from devkit.debian import Unpacked, find_unpacked, require_unpacked
from devkit.janus import own_addresses


def find_turn() -> Unpacked | None:
    """Return the coturn that is here already."""
    return find_unpacked("coturn", "turnserver")


def require_turn() -> Unpacked:
    """Return coturn, fetching it if need be; raises ProgramMissingError."""
    return require_unpacked("coturn", "turnserver")


def turn_program(environment: Mapping[str, str], folder: Path) -> Program:
    """Return how to start a coturn that listens on loopback and relays to this machine's own addresses alone."""
    place, own = place_from(environment), own_addresses()
    # From loopback nothing reaches a media server, which answers at an address of this machine alone.
    return program_for(replace(place, relaying=own[0] if own else place.relaying, media_servers=tuple(own)), folder)


def program_for(place: TurnPlace, folder: Path) -> Program:
    """Write the configuration into the folder and return how to start coturn with it."""
    coturn = require_turn()
    file = folder / "turnserver.conf"
    write_configuration(place, file)
    return Program(
        [coturn.program("turnserver"), "-c", file, "--db", folder / "nobody"],
        environment=coturn.environment,
        folder=folder,
        signal_at_our_death=signal.SIGKILL,
    )
