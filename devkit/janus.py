"""The Janus behind meetings: found or fetched, configured, started on loopback."""

import signal
from collections.abc import Mapping
from pathlib import Path

import ifaddr

from apps.meetings.media.janus.configuration import place_from, write_configuration
from devkit.children import Program, is_listening
from devkit.debian import Unpacked, find_unpacked, require_unpacked


def find_janus() -> Unpacked | None:
    """Return the Janus that is here already."""
    return find_unpacked("janus", "janus")


def require_janus() -> Unpacked:
    """Return Janus, fetching it if need be; raises ProgramMissingError."""
    return require_unpacked("janus", "janus")


def own_addresses() -> list[str]:
    """Return this machine's IPv4 addresses beside loopback; without one Janus reaches nobody."""
    addresses = (str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4)
    return [address for address in addresses if not address.startswith("127.")]


def janus_program(environment: Mapping[str, str], folder: Path) -> Program:
    """Write the configuration into the folder and return how to start Janus with it.

    It runs in an empty folder and knows nothing of our environment.
    """
    janus = require_janus()
    place = place_from(environment)
    write_configuration(place, folder, janus.libraries / "janus")
    return Program(
        [janus.program("janus"), "--configs-folder", folder, "--disable-colors"],
        environment=janus.environment,
        folder=folder,
        signal_at_our_death=signal.SIGKILL,
    )


def answers(environment: Mapping[str, str]) -> bool:
    """Say whether Janus takes connections."""
    return is_listening(place_from(environment).port)
