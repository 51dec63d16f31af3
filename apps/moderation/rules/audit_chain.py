"""How one entry of the audit log seals itself to the one before it: pure.

Each entry carries an HMAC-SHA-256 (RFC 2104) over its place, its fields, the digest of its text and the seal of the entry
before. Without the key nobody makes a seal that fits, so what is altered, put in between, taken out or cut off is found.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

FIRST_SEAL = b""  # What the first entry finds before itself.


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it. `text` is None where the words were erased; their digest stays."""

    place: int
    created_at: datetime
    group: str
    actor: str
    staff_id: int | None
    code: str
    action: str
    target: str
    message: str
    text_digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the chain at one place; `what` is altered, missing, cut_off, unsealed or words."""

    place: int
    what: str


def seal(key: bytes, before: bytes, link: Link) -> bytes:
    """Return the 32 bytes that seal this entry to the one whose seal is `before`."""
    fields = [
        before.hex(),
        link.place,
        link.created_at.isoformat(timespec="microseconds"),
        link.group,
        link.actor,
        link.staff_id,
        link.code,
        link.action,
        link.target,
        link.message,
        link.text_digest.hex(),
    ]
    return hmac.digest(key, json.dumps(fields, separators=(",", ":")).encode(), "sha256")


def digest(salt: bytes, text: str) -> bytes:
    """Return what the chain keeps of words: nothing that tells them once their salt is erased."""
    return hashlib.sha256(salt + text.encode()).digest()


def breaks(key: bytes, links: Iterable[tuple[Link, bytes]], anchors: Mapping[int, bytes]) -> Iterator[Finding]:
    """Yield what is wrong with the entries, given in the order of their places with the seal that each carries.

    `anchors` are seals by place that were written down outside the database. After a missing or altered entry the next
    ones are judged by the seals that stand there, so that one change is one finding.
    """
    before, expected = FIRST_SEAL, 1
    for link, found in links:
        if link.place != expected:
            yield Finding(expected, "missing")
        elif not hmac.compare_digest(seal(key, before, link), found):
            yield Finding(link.place, "altered")
        if not hmac.compare_digest(anchors.get(link.place, found), found):
            yield Finding(link.place, "unsealed")
        before, expected = found, link.place + 1
    if anchors and max(anchors) >= expected:
        yield Finding(expected, "cut_off")
