"""Relays for browsers that cannot reach the media server over UDP: who may use coturn, for how long, and towards whom.

`python -m apps.meetings.media.turn FILE` writes coturn's configuration.
"""

import base64
import hashlib
import hmac
import os
import secrets
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from apps.core.secret_files import read_secret_files

VALID_FOR = timedelta(hours=6)  # a long meeting; only new relays are refused afterwards
EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared with, never bound

# Everything that is not an address of the internet (RFC 6890 and those that update it), and what wraps such addresses.
SPECIAL = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/4", "240.0.0.0/4"),
    *("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)
# coturn before 4.9 takes an IPv4 address in IPv6 clothes for another one (CVE-2026-27624): all of them are refused.
MAPPED = "::ffff:0.0.0.0-::ffff:255.255.255.255"


@dataclass(frozen=True, slots=True)
class TurnPlace:
    """Where coturn listens and relays from, and the media servers it may reach although their range is refused."""

    port: int
    secret: str
    listening: str = "127.0.0.1"
    relaying: str = "127.0.0.1"
    external: str = ""
    ports: tuple[int, int] = (49152, 65535)
    media_servers: tuple[str, ...] = ()


def credentials(secret: str, *, now: float | None = None) -> dict[str, str]:
    """Return a name and password that coturn takes until they expire; they say nothing of whom they were given to."""
    expires_at = int((time.time() if now is None else now) + VALID_FOR.total_seconds())
    name = f"{expires_at}:{secrets.token_hex(8)}"
    digest = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return {"username": name, "credential": base64.b64encode(digest).decode()}


def ice_servers(urls: list[str], secret: str) -> list[dict[str, object]]:
    """Return what a browser is told of relays: nothing where there is none."""
    return [{"urls": urls, **credentials(secret)}] if urls and secret else []


def denied_ranges() -> list[str]:
    """Return the ranges that nothing is relayed to, as coturn writes them: IPv4, IPv6 and one in the other's form."""
    networks = [ip_network(text) for text in SPECIAL]
    return [*(f"{network[0]}-{network[-1]}" for network in networks), MAPPED]


def configuration(place: TurnPlace) -> str:
    """Return coturn's configuration."""
    lines = [
        f"listening-port={place.port}",
        *([f"listening-ip={place.listening}"] if place.listening != EVERYWHERE else []),
        *([f"relay-ip={place.relaying}"] if place.relaying else []),
        *([f"external-ip={place.external}"] if place.external else []),
        f"min-port={place.ports[0]}",
        f"max-port={place.ports[1]}",
        "realm=beside",
        "use-auth-secret",
        f"static-auth-secret={place.secret}",
        # Never used: a name and password kept by coturn, a second way in, a way to manage it.
        "no-cli",
        "no-rfc5780",
        "no-software-attribute",
        "no-multicast-peers",
        "no-tls",
        "no-dtls",
        "no-tcp-relay",
        "stale-nonce=600",
        "user-quota=12",
        "total-quota=600",
        "max-bps=400000",
        "log-file=stdout",
        "simple-log",
        "pidfile=/dev/null",
        *(f"allowed-peer-ip={address}" for address in place.media_servers),
        *(f"denied-peer-ip={denied}" for denied in denied_ranges()),
    ]
    return "\n".join([*lines, ""])


def place_from(environment: Mapping[str, str]) -> TurnPlace:
    """Return what the environment says: TURN_URL, TURN_SECRET, MEDIA_PUBLIC_IP, TURN_LISTENING_IP and so on."""
    first, _, last = environment.get("TURN_PORTS", "49152-65535").partition("-")
    listening = environment.get("TURN_LISTENING_IP", "127.0.0.1")
    public = [word.strip() for word in environment.get("MEDIA_PUBLIC_IP", "").split(",") if word.strip()]
    return TurnPlace(
        port=port_of(environment["TURN_URL"].split(",")[0]),
        secret=environment["TURN_SECRET"],
        listening=listening,
        relaying=environment.get("TURN_RELAY_IP", "" if listening == EVERYWHERE else listening),
        external=environment.get("TURN_EXTERNAL_IP", ""),
        ports=(int(first), int(last)),
        media_servers=tuple(public),
    )


def port_of(url: str) -> int:
    """Return the port in `turn:host:port?transport=udp`."""
    return urlsplit(f"//{url.partition(':')[2]}").port or 3478


def write_configuration(place: TurnPlace, file: Path) -> None:
    """Write the configuration for coturn's eyes alone: it holds the secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(configuration(place))


def main(arguments: list[str]) -> None:
    """Write the configuration that the environment asks for."""
    read_secret_files(os.environ)
    write_configuration(place_from(os.environ), Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
