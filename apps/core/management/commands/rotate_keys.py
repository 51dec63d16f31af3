"""Seals private columns anew after a change of keys."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.encryption import CannotOpen
from apps.core.rotation import Column, outside, reseal, sealed_columns


class Command(BaseCommand):
    help = (
        "Seals everything that was sealed with an older key of ENCRYPTION_KEYS with the first one. The site may run "
        "meanwhile; stopped, it goes on where it was when it is called again. Afterwards it says when the older keys can go."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for column in sealed_columns():
            try:
                self._rotate(column)
            except CannotOpen as error:
                msg = f"{error} Put that key behind the others and call this again."
                raise CommandError(msg) from error
        self.stdout.write("Every column is sealed with the first key.")
        for one in outside():
            self.stdout.write(f"Keep the others for {_spoken(one.lasts)} more for {one.what}.")
        self.stdout.write("Then they can go.")

    def _rotate(self, column: Column) -> None:
        total, done = column.outdated().count(), 0
        for count in reseal(column):
            done += count
            self.stdout.write(f"{column.name}: {done} of {total}")
        if left := column.outdated().count():
            msg = f"{column.name}: {left} were written with an older key meanwhile. Is every process restarted? Call this again."
            raise CommandError(msg)


def _spoken(lasts: timedelta) -> str:
    return f"{lasts.days} days" if lasts.days > 1 else f"{lasts // timedelta(hours=1)} hours"
