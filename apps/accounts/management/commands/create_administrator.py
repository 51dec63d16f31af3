"""Makes the first administrator."""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from apps.accounts.errors import AdministratorExists
from apps.accounts.services.administrators import has_administrator, is_one_for_safety, make_administrator

VARIABLE = "ADMINISTRATOR_PASSPHRASE"


ONE_ALONE = (
    "One person alone looks after the whole site now. Whoever asks for a second look at what they decide waits until "
    "there is another one: create_administrator --another --safety-staff ADDRESS."
)


class Command(BaseCommand):
    help = (
        "Makes an administrator with a verified address. The passphrase is asked for, or read from the variable "
        f"{VARIABLE}, or from standard input; without one it is chosen by 'Forgot your passphrase' and a mailed code. "
        "The first sign-in leads to enrolling a second factor."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("--another", action="store_true", help="make one although there is one already")
        parser.add_argument("--safety-staff", action="store_true", help="also let them act in every group's cases")
        parser.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from standard input")
        parser.add_argument("--no-passphrase", action="store_true", help="let the person choose it by a mailed code")

    def handle(self, *args: Any, email: str, another: bool, safety_staff: bool, **options: Any) -> None:
        # Before anybody types a passphrase in vain.
        if has_administrator() and not another:
            raise CommandError(AdministratorExists.sentence)
        passphrase = self._passphrase(options)
        try:
            user, is_new = make_administrator(email, passphrase, is_another=another, is_safety_staff=safety_staff)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.email} {'is' if is_new else 'was there already and is now'} an administrator.")
        self._say_what_next(has_passphrase=user.has_usable_password())
        if is_one_for_safety():
            self.stdout.write(ONE_ALONE)

    def _passphrase(self, options: dict[str, Any]) -> str | None:
        if options["no_passphrase"]:
            return None
        if options["passphrase_stdin"]:
            return sys.stdin.readline().rstrip("\r\n")
        if VARIABLE in os.environ:
            return os.environ[VARIABLE]
        return self._ask() if sys.stdin.isatty() else None

    def _ask(self) -> str:
        first = getpass("A passphrase, at least 10 characters: ")
        if first != getpass("Once more: "):
            msg = "These were two different passphrases. Nothing was changed."
            raise CommandError(msg)
        return first

    def _say_what_next(self, *, has_passphrase: bool) -> None:
        if not has_passphrase:
            reset = settings.SITE_URL + reverse("account_reset_password")
            self.stdout.write(f"Choose a passphrase at {reset}: a code comes by mail.")
        self.stdout.write(f"Then sign in at {settings.SITE_URL}{reverse('admin:index')} and enrol a second factor.")
