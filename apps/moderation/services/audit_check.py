"""Whether the log is whole, and what is written down about it outside the database."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from apps.moderation.models import AuditEntry, AuditText
from apps.moderation.rules.audit_chain import Finding, Link, breaks, digest

log = structlog.get_logger(__name__)

FIELDS = [name for name in Link.__slots__ if name != "text_digest"]


def verify_log() -> Iterator[Finding]:
    """Yield what is wrong with the log: entries altered, missing, cut off, sealed anew, or words that were changed.

    Reads everything, in the order of places. Words that were erased are no finding; their digest keeps the chain whole.
    """
    rows = AuditEntry.objects.order_by("place").iterator(chunk_size=1000)
    links = ((link_of(row), bytes(row.seal)) for row in rows)
    return chain(breaks(settings.AUDIT_KEY.encode(), links, read_anchors()), _changed_words())


def anchor_log() -> bool:
    """Write count and last seal to the file of anchors, and return whether the log was whole until then.

    A log that is not whole is told to the process's log, and anchored all the same: what comes later is held too.
    """
    findings = list(verify_log())
    for finding in findings:
        log.error("audit_log_broken", place=finding.place, what=finding.what)
    last = AuditEntry.objects.order_by("-place").first()
    if last is not None:
        _write_anchor(last.place, bytes(last.seal))
        log.info("audit_log_anchored", count=last.place, seal=bytes(last.seal).hex())
    return not findings


def read_anchors() -> dict[int, bytes]:
    """Return the seals that were written down, by place; none where nothing has been anchored yet."""
    path = Path(settings.AUDIT_ANCHORS)
    if not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return {line["count"]: bytes.fromhex(line["seal"]) for line in lines}


def _write_anchor(place: int, seal: bytes) -> None:
    path = Path(settings.AUDIT_ANCHORS)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"count": place, "seal": seal.hex(), "at": timezone.now().isoformat(timespec="seconds")}
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")


def link_of(row: AuditEntry) -> Link:
    """Return the entry as the chain sees it."""
    return Link(**{name: getattr(row, name) for name in FIELDS}, text_digest=bytes(row.text_digest))


def _changed_words() -> Iterator[Finding]:
    for words in AuditText.objects.order_by("place").iterator(chunk_size=1000):
        entry = AuditEntry.objects.filter(place=words.place).first()
        if entry is None or bytes(entry.text_digest) != digest(bytes(words.salt), words.text):
            yield Finding(words.place, "words")
