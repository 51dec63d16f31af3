"""One name for one person's address, whatever way it is written, and what is kept of it: pure."""

import hmac
import unicodedata
from contextlib import suppress

# Dots in the part before the @ mean nothing there, and both names lead to one box.
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def normalised(email: str) -> str:
    """Return the address as one person's: lower case, one form of each letter, nothing after a plus sign.

    RFC 5321, 2.4 lets capitals tell boxes apart; nobody's server does, and RFC 5233 names the plus sign.
    """
    name, _, domain = unicodedata.normalize("NFKC", email).strip().casefold().rpartition("@")
    name, domain = name.partition("+")[0] or name, domain.rstrip(".")
    if domain in DOTLESS:
        return f"{name.replace('.', '')}@{DOTLESS[domain]}"
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{name}@{domain}"


def person_of(key: bytes, email: str) -> str:
    """Return what is kept of a banned address: without the key nobody can try whether an address is among them."""
    return hmac.digest(key, f"ban:{normalised(email)}".encode(), "sha256").hex()
