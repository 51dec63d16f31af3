"""Who was erased, in a file outside the database that names nobody: read again after a restore."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import User

TAKEN, LEFT = "taken", "left"


@dataclass(frozen=True, slots=True)
class Entry:
    """One account that is gone, and whether its words went too."""

    mark: str
    takes_words: bool


def mark_of(user: User) -> str:
    """Return what stands for this account: a keyed hash of its number and of the moment it was made.

    The moment, because a restored database gives the numbers that followed to other people.
    """
    said = f"{user.pk} {user.created_at.isoformat()}"
    return salted_hmac("apps.accounts.erased", said, secret=settings.AUDIT_KEY, algorithm="sha256").hexdigest()


def write_down(user: User, *, takes_words: bool) -> None:
    """The account stands in the ledger, on the disk and not only in memory; a line more for a repeat."""
    file = Path(settings.ERASURE_LEDGER)
    file.parent.mkdir(parents=True, exist_ok=True)
    line = f"{timezone.now().date()} {mark_of(user)} {TAKEN if takes_words else LEFT}\n"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as opened:
        opened.write(line)
        opened.flush()
        os.fsync(opened.fileno())


def read() -> dict[str, Entry]:
    """Return the entries by their mark; nobody was erased yet where there is no file."""
    file = Path(settings.ERASURE_LEDGER)
    if not file.exists():
        return {}
    lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return {mark: Entry(mark, words == TAKEN) for _day, mark, words in lines}
