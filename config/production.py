"""What production refuses to start without; everything that is missing or weak is named at once, and how to mend it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import combinations
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRETS = ("SECRET_KEY", "AUDIT_KEY", "BAN_KEY", "PUSH_KEY", "MEDIA_SERVER_SECRET", "ENCRYPTION_KEYS")
# The first seals what is private in the database, the others open what was sealed before.
SEVERAL = "ENCRYPTION_KEYS"
ADDRESSES = ("SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM")
# Without a relay some members cannot hear anybody: that there is none is said (`none`), never forgotten.
RELAY, NO_RELAY = "TURN_URL", "none"
PLACES = ("PICTURES_DIR", "AUDIT_ANCHORS", "ERASURE_LEDGER")
SHORTEST_SECRET = 50  # characters: 48 random bytes in base64 have 64
FEWEST_LETTERS = 8  # different ones: a key held down for a while is not random
MADE_BY = "openssl rand -hex 32"
# How the secrets begin that stand in this repository for everybody to read.
KNOWN_TO_ALL = ("development-only", "test-only", "django-insecure")
# No machine's clock shows a day before this was written, unless it was never set.
WRITTEN_ON = datetime(2026, 11, 1, tzinfo=UTC)
ENCRYPTED = {
    "DATABASE_URL": "?sslmode=verify-full",
    "REDIS_URL": "rediss://",
    # Spoken to in the clear, whatever its address says: it stands beside the sockets.
    "MEDIA_SERVER_URL": "http://127.0.0.1:8188",
    "EMAIL_URL": "smtps:// or smtp+starttls://",
}


def refuse_what_is_missing_or_weak(environment: Mapping[str, str], *, now: datetime | None = None) -> None:
    """Return when production can start with this environment.

    Raises ImproperlyConfigured, with one line for each variable that is not set, weak, or the same as another, each with
    the way to mend it.
    """
    if found := findings(environment, now=now):
        msg = "\n".join(["Beside does not start in production:", *found, "See .env.example for what each means."])
        raise ImproperlyConfigured(msg)


def findings(environment: Mapping[str, str], *, now: datetime | None = None) -> list[str]:
    """Return a line for each thing that production cannot start with; none where all is well."""
    names = (*SECRETS, *ADDRESSES, RELAY, *PLACES)
    found = [f"{name} is not set. {_how_to_set(name)}" for name in names if not environment.get(name)]
    secrets = _secrets(environment)
    found += [f"{name} is {weakness}." for name, value in secrets.items() if (weakness := _weakness(value))]
    found += [
        f"{one} and {other} are the same. Make a new one: {MADE_BY}"
        for one, other in combinations(secrets, 2)
        if secrets[one] == secrets[other]
    ]
    found += [*_too_wide(environment), *_in_the_clear(environment)]
    if (site := environment.get("SITE_URL", "")) and not _is_origin(site):
        found.append("SITE_URL must be https://, a host name, perhaps a port, and nothing more.")
    if (breached := environment.get("BREACHED_PASSPHRASES")) and not Path(breached).is_file():
        found.append("BREACHED_PASSPHRASES names no file. Leave it empty, or put the file where this process sees it.")
    if (now or datetime.now(UTC)) < WRITTEN_ON:
        found.append(
            "The clock of this machine was never set. Let it be set from the network: timedatectl set-ntp true"
        )
    return found


def _how_to_set(name: str) -> str:
    if name in SECRETS:
        return f"Make one: {MADE_BY}"
    if name == RELAY:
        return (
            f"Name a relay (turn:host:3478?transport=udp), or say {NO_RELAY}: then some networks let no sound through."
        )
    return "Put it into the environment of every process."


def _too_wide(environment: Mapping[str, str]) -> Iterator[str]:
    """Name what would let in, or be sent to, anybody at all."""
    hosts = [host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",")]
    if any(host.startswith((".", "*")) for host in hosts):
        yield "ALLOWED_HOSTS is too wide. Write out each host name, or leave it empty for that of SITE_URL."
    services = [service.strip() for service in environment.get("PUSH_SERVICES", "").split(",")]
    if any("*" in service and "." not in service.removeprefix("*.") for service in services):
        yield "PUSH_SERVICES is too wide. Name each service, as push.example or *.push.example."


def _in_the_clear(environment: Mapping[str, str]) -> Iterator[str]:
    """Name what would travel unencrypted beyond this machine and the network of its containers."""
    for name, how in ENCRYPTED.items():
        url = urlsplit(environment.get(name, ""))
        said = parse_qs(url.query)
        is_encrypted = url.scheme in {"rediss", "smtps", "smtp+starttls"} or said.get("sslmode") == ["verify-full"]
        if not is_encrypted and not all(map(_is_near, [url.hostname or "", *said.get("host", [])])):
            yield f"{name} leads to another machine without encryption. Use {how}"


def _is_near(host: str) -> bool:
    """Tell whether nobody else is on the way: a socket, this machine, a container's bare name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host or host.startswith("/")


def _secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return each secret by its name; where one variable holds several, from the second on with their place."""
    found = {name: environment[name] for name in SECRETS if environment.get(name)}
    if environment.get(RELAY, NO_RELAY) != NO_RELAY:
        found["TURN_SECRET"] = environment.get("TURN_SECRET", "")
    first, *others = found.pop(SEVERAL, "").split(",")
    several = {SEVERAL: first} | {f"{SEVERAL} (no. {place})": text for place, text in enumerate(others, start=2)}
    return found | ({name: text.strip() for name, text in several.items()} if environment.get(SEVERAL) else {})


def _weakness(secret: str) -> str:
    if secret.startswith(KNOWN_TO_ALL):
        return "a value that stands in Beside's own source"
    if len(secret) < SHORTEST_SECRET:
        return f"too short: it needs at least {SHORTEST_SECRET} random characters, as from {MADE_BY}"
    if len(set(secret)) < FEWEST_LETTERS:
        return "not random"
    return ""


def _is_origin(address: str) -> bool:
    url = urlsplit(address)
    return url.scheme == "https" and bool(url.hostname) and url.path in {"", "/"} and not url.query
