"""Signing up as a browser does, for tests."""

import re
from typing import Any

from django.core.mail import EmailMessage
from django.test import Client

from tests.accounts.factories import PASSPHRASE

# What Django's test client returns: an HttpResponse with more on it, of a class that has no name.
type Answer = Any

ADDRESS = "nora@example.org"
CONSENT = {"terms": "on", "sensitive": "on", "adult": "on"}


def post_sign_up(client: Client, email: str = ADDRESS, **changes: str) -> Answer:
    """Send the form of the sign-up page; `next` goes where the page puts it, into the form."""
    return client.post("/accounts/signup/", {"email": email, "password1": PASSPHRASE, **CONSENT, **changes})


def code_in(mail: EmailMessage) -> str:
    """Return the code of a mail: the line that is nothing else."""
    found = re.search(r"^([A-Z0-9][A-Z0-9-]{5,})$", str(mail.body), re.MULTILINE)
    assert found, mail.body
    return found[1]


def post_code(client: Client, code: str) -> Answer:
    """Type the code."""
    return client.post("/accounts/confirm-email/", {"code": code})
