"""Erases again who was erased before, after a database was restored from a backup."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.services.erasing import replay


class Command(BaseCommand):
    help = (
        "After a restore from a backup, before anybody is let in: erases once more everybody whom the ledger "
        "(ERASURE_LEDGER) knows. Calling it twice changes nothing more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Erased again: {replay()}.")
