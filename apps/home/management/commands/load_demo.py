"""`manage.py load_demo`: fictional people, groups, talk and meetings, for looking around."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.home.demo.loading import load
from apps.home.demo.people import PASSPHRASE


class Command(BaseCommand):
    help = "Add fictional people and groups to an empty development database."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            msg = "Demo data is never loaded in production: its passphrase is known to everybody."
            raise CommandError(msg)
        if User.objects.exists():
            msg = "There are people in this database already; demo data is only loaded into an empty one."
            raise CommandError(msg)
        load(lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write(f"Sign in as alice@example.org with the passphrase {PASSPHRASE}.")
