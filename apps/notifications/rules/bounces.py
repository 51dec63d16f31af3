"""Which failures of mails say that an address is gone, and how many of them are enough. Pure."""

import email
import email.policy
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import Message

# Failures of one day are one: a server that is set up wrongly for an afternoon ends nothing.
ENOUGH_DAYS = 3
WITHIN = timedelta(days=30)
FIRST_FAILURE_FOR_GOOD = 500

# RFC 3463: the address (x.1), or a mailbox that is closed (x.2.0, x.2.1); no detail given counts as either. What is full,
# too large, forbidden by a policy or taken for spam says nothing of the address.
_GONE = re.compile(r"5\.(?:0\.0|1\.[0-6]|1\.10|2\.[01])")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def says_gone(code: int, text: str) -> bool:
    """Tell whether a mail server's answer to the recipient's address means that there is none, for good."""
    status = _STATUS.search(text)
    return code >= FIRST_FAILURE_FOR_GOOD and (status is None or _GONE.fullmatch(status[1]) is not None)


def with_failure(days: Collection[date], today: date) -> list[date]:
    """Return the days of failures that count from now on."""
    return sorted({day for day in days if today - day < WITHIN} | {today})[-ENOUGH_DAYS:]


def is_enough(days: Collection[date]) -> bool:
    """Tell whether no more mail should be sent there."""
    return len(set(days)) >= ENOUGH_DAYS


@dataclass(frozen=True, slots=True)
class Report:
    """What came back: the addresses it was sent back to, and those that it says are gone."""

    returned_to: tuple[str, ...]
    gone: tuple[str, ...]


def read_report(raw: bytes) -> Report:
    """Read a report of what became of a mail (RFC 3464); anything else is a report of nothing."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    named = [value for name in ("X-Original-To", "Delivered-To", "To") for value in message.get_all(name, [])]
    gone = [address for part in _recipients(message) for address in _gone_of(part)]
    return Report(tuple(map(_bare, named)), tuple(dict.fromkeys(gone)))


def _recipients(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            # The first block is about the mail, each other one about a recipient.
            yield from list(part.get_payload())[1:]


def _gone_of(part: Message) -> Iterator[str]:
    status = _STATUS.search(str(part.get("Status", "")))
    if str(part.get("Action", "")).strip().lower() != "failed" or not status or not _GONE.fullmatch(status[1]):
        return
    for name in ("Original-Recipient", "Final-Recipient"):
        _kind, _, address = str(part.get(name, "")).partition(";")
        if address:
            yield _bare(address)


def _bare(value: object) -> str:
    return str(value).rsplit("<", 1)[-1].strip().strip("<>").lower()
