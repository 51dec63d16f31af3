"""Tells whether the audit log is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.moderation.models import AuditEntry
from apps.moderation.services.audit_check import read_anchors, verify_log

WORDS = {
    "altered": "Entry {place} was altered, or put in between: its seal does not fit.",
    "missing": "Entry {place} is missing.",
    "cut_off": "The log was cut off: entry {place} and those after it stood there when it was last anchored.",
    "unsealed": "Entry {place} was sealed anew: another seal was written down outside the database.",
    "words": "The words beside entry {place} were changed.",
}


class Command(BaseCommand):
    help = (
        "Looks through the whole audit log for entries that were altered, removed, inserted or cut off, with the key "
        "and the anchors that are kept outside the database. Ends with an error when it finds any."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for finding in verify_log():
            count += 1
            self.stderr.write(WORDS[finding.what].format(place=finding.place))
        if count:
            msg = "The log is not whole. Keep the database and its backups as they are, and look for who had access."
            raise CommandError(msg)
        self.stdout.write(f"The log is whole: {AuditEntry.objects.count()} entries. {_anchored()}")


def _anchored() -> str:
    anchors = read_anchors()
    if not anchors:
        return "It was not anchored yet: what is cut off its end would not be found. That happens once a day."
    return f"It was last anchored at entry {max(anchors)}."
