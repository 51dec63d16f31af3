"""Helps somebody who lost the mailbox of the address they sign in with."""

from argparse import ArgumentParser
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from apps.accounts.errors import AddressTaken
from apps.accounts.models import User
from apps.accounts.services.lost_mailboxes import replace_mailbox, send_code

NOTHING = "Nothing was changed."


class Command(BaseCommand):
    help = (
        "Gives an account another e-mail. Make sure first that it is them who asks, as docs/operations.md says. A code goes "
        "to the new mailbox: type what they read out to you. They are signed out everywhere and told in both mailboxes, "
        "and the audit log has a line. Passphrase, passkeys and code app stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address they sign in with until now")
        parser.add_argument("new_email", help="the address of the mailbox they can read")
        parser.add_argument("--by", required=True, help="your own address: that of an account with tasks on this site")
        parser.add_argument("--reason", required=True, help="how you made sure: it goes into the audit log")

    def handle(self, *args: Any, email: str, new_email: str, by: str, reason: str, **options: Any) -> None:
        user, staff = (User.objects.filter(email__iexact=address.strip()).first() for address in (email, by))
        if user is None:
            raise _refusal("Nobody signs in with this address.")
        if staff is None or not staff.needs_second_factor:
            raise _refusal("--by is not the address of anybody with tasks on this site.")
        if staff == user:
            raise _refusal("Nobody does this for themself: ask somebody else with tasks on this site.")
        address = _usable(new_email)
        try:
            if not self._is_read_out(send_code(user, address)):
                raise _refusal("This is not the code.")
            replace_mailbox(user, address, by=staff, reason=reason)
        except AddressTaken:
            raise _refusal("The new address cannot be used here.") from None
        self.stdout.write("They sign in with the new address from now on, and are signed out everywhere.")

    def _is_read_out(self, code: str) -> bool:
        self.stdout.write("A code is on its way to the new mailbox. Ask them to read it out.")
        try:
            return bool(compare_user_code(actual=input("The code: "), expected=code))
        except EOFError:
            return False


def _usable(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise _refusal("The new address is no e-mail address.") from None
    return address


def _refusal(words: str) -> CommandError:
    return CommandError(f"{words} {NOTHING}")
