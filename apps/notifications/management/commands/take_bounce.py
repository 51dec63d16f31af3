"""Takes a mail that came back."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.notifications.services.mailboxes import take_bounce

LONGEST = 1024 * 1024  # bytes; what is beyond is not read, and reports say at their beginning what they are about


class Command(BaseCommand):
    help = (
        "Reads a report of a mail that could not be delivered (RFC 3464) from standard input, as a mail server pipes it. "
        "It counts only where it came back to the return address of a mail that we sent to that very mailbox (MAIL_RETURN)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="the address it came back to, where its header does not say so")

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        # Nothing is ever said or refused: a mail server would send that back as another mail.
        take_bounce(sys.stdin.buffer.read(LONGEST), returned_to=to)
