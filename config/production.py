"""What production refuses to start without; everything that is missing or weak is named at once."""

from collections.abc import Mapping
from itertools import combinations
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRETS = ("SECRET_KEY", "AUDIT_KEY", "BAN_KEY", "PUSH_KEY", "MEDIA_SERVER_SECRET", "ENCRYPTION_KEYS")
# The first seals what is private in the database, the others open what was sealed before.
SEVERAL = "ENCRYPTION_KEYS"
ADDRESSES = ("SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM")
PLACES = ("PICTURES_DIR", "AUDIT_ANCHORS", "ERASURE_LEDGER")
SHORTEST_SECRET = 50  # characters: 48 random bytes in base64 have 64
FEWEST_LETTERS = 8  # different ones: a key held down for a while is not random
# How the secrets begin that stand in this repository for everybody to read.
KNOWN_TO_ALL = ("development-only", "test-only", "django-insecure")


def refuse_what_is_missing_or_weak(environment: Mapping[str, str]) -> None:
    """Return when production can start with this environment.

    Raises ImproperlyConfigured, with one line for each variable that is not set, weak, or the same as another.
    """
    found = [f"{name} is not set." for name in (*SECRETS, *ADDRESSES, *PLACES) if not environment.get(name)]
    secrets = _secrets(environment)
    found += [f"{name} is {weakness}." for name, value in secrets.items() if (weakness := _weakness(value))]
    found += [
        f"{one} and {other} are the same." for one, other in combinations(secrets, 2) if secrets[one] == secrets[other]
    ]
    if (site := environment.get("SITE_URL", "")) and not _is_origin(site):
        found.append("SITE_URL must be https://, a host name, perhaps a port, and nothing more.")
    if found:
        msg = "\n".join(["Beside does not start in production:", *found, "See .env.example for what each means."])
        raise ImproperlyConfigured(msg)


def _secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return each secret by its name; where one variable holds several, from the second on with their place."""
    found = {name: environment[name] for name in SECRETS if environment.get(name)}
    first, *others = found.pop(SEVERAL, "").split(",")
    several = {SEVERAL: first} | {f"{SEVERAL} (no. {place})": text for place, text in enumerate(others, start=2)}
    return found | ({name: text.strip() for name, text in several.items()} if environment.get(SEVERAL) else {})


def _weakness(secret: str) -> str:
    if secret.startswith(KNOWN_TO_ALL):
        return "a value that stands in Beside's own source"
    if len(secret) < SHORTEST_SECRET:
        return f"too short: it needs at least {SHORTEST_SECRET} random characters"
    if len(set(secret)) < FEWEST_LETTERS:
        return "not random"
    return ""


def _is_origin(address: str) -> bool:
    url = urlsplit(address)
    return url.scheme == "https" and bool(url.hostname) and url.path in {"", "/"} and not url.query
