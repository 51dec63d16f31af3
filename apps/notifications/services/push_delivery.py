"""The way to the push services: over https, to those that are named in the settings, and not one step further."""

import ssl
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from apps.notifications.rules.web_push import is_push_service

log = structlog.get_logger(__name__)

AT_ONCE = 8
# Seconds for each step of one conversation.
PATIENCE = 5
TAKEN = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT}
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


class Outcome(Enum):
    """What a push service said."""

    TAKEN = auto()
    GONE = auto()  # Nobody is behind this address any more (RFC 8030, section 7.3).
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One sealed push for one device."""

    address: str
    headers: Mapping[str, str]
    body: bytes


def send_all(parcels: Sequence[Parcel]) -> list[Outcome]:
    """Return what became of each, in their order; a few are on the way at once. Touches no database."""
    if not parcels:
        return []
    trust = ssl.create_default_context()
    with ThreadPoolExecutor(AT_ONCE) as crew:
        return list(crew.map(lambda parcel: _send(parcel, trust), parcels))


def _send(parcel: Parcel, trust: ssl.SSLContext) -> Outcome:
    # Asked again: what was taken in once may be allowed no more.
    if not is_push_service(parcel.address, settings.PUSH_SERVICES):
        return Outcome.FAILED
    url = urlsplit(parcel.address)
    connection = HTTPSConnection(url.hostname or "", url.port, timeout=PATIENCE, context=trust)
    try:
        connection.request("POST", url._replace(scheme="", netloc="").geturl(), parcel.body, dict(parcel.headers))
        # Its words are not read, and where it would send us we do not go.
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        log.info("push_service_unreachable", error=type(error).__name__)
        return Outcome.FAILED
    finally:
        connection.close()
    if status in TAKEN:
        return Outcome.TAKEN
    log.info("push_refused", status=status)
    return Outcome.GONE if status in GONE else Outcome.FAILED
