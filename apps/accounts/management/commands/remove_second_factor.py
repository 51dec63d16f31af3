"""Helps somebody who lost their second factor."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.accounts.services.second_factors import remove_second_factor


class Command(BaseCommand):
    help = (
        "Removes somebody's code app, passkeys and spare codes and signs them out everywhere. Until a new one is "
        "enrolled their passphrase alone opens the account: be sure that it is them who asks. They are told, and the "
        "audit log has a line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("--by", required=True, help="your own address: that of an account with tasks on this site")
        parser.add_argument("--reason", required=True, help="how you made sure: it goes into the audit log")
        parser.add_argument("--yes", action="store_true", help="do not ask whether you are sure")

    def handle(self, *args: Any, email: str, by: str, reason: str, yes: bool, **options: Any) -> None:
        user, staff = (User.objects.filter(email__iexact=address.strip()).first() for address in (email, by))
        if user is None:
            msg = "Nobody signs in with this address. Nothing was changed."
            raise CommandError(msg)
        if staff is None or not staff.needs_second_factor:
            msg = "--by is not the address of anybody with tasks on this site. Nothing was changed."
            raise CommandError(msg)
        if not yes and not self._is_sure():
            msg = "Nothing was changed."
            raise CommandError(msg)
        if not remove_second_factor(user, by=staff, reason=reason):
            msg = "They have no second factor. Nothing was changed."
            raise CommandError(msg)
        self.stdout.write("Removed, and signed out everywhere. Staff enrol a new one at their next sign-in.")

    def _is_sure(self) -> bool:
        self.stdout.write("Their passphrase alone will open the account. Have you made sure that it is them who asks?")
        try:
            return input('Type "yes" to go on: ').strip().lower() == "yes"
        except EOFError:
            return False
