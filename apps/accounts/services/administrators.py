"""The people who look after the installation."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import transaction

from apps.accounts.errors import AdministratorExists
from apps.accounts.models import User


def has_administrator() -> bool:
    """Tell whether anybody can open the administration with all its rights."""
    return User.objects.filter(is_superuser=True, is_staff=True, is_active=True).exists()


def is_one_for_safety() -> bool:
    """Tell whether a single person looks after the whole site: nobody could look again at what they decide."""
    return User.objects.filter(is_safety_staff=True, is_active=True).count() == 1


@transaction.atomic
def make_administrator(
    email: str, passphrase: str | None, *, is_another: bool = False, is_safety_staff: bool = False
) -> tuple[User, bool]:
    """Return the administrator with this verified address, and whether the account is new.

    An account with the address is promoted and keeps its passphrase unless one is given. Without a passphrase a new
    account can be entered by asking for a new one, with the code that is mailed.

    Raises AdministratorExists if there is one and `is_another` is false, and Django's ValidationError for an address or
    a passphrase that cannot be used.
    """
    if has_administrator() and not is_another:
        raise AdministratorExists
    email = email.strip().lower()
    validate_email(email)
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    is_new = user is None
    user = user or User(email=email)
    _set_passphrase(user, passphrase, is_new=is_new)
    user.is_staff = user.is_superuser = user.is_active = True
    user.is_safety_staff = user.is_safety_staff or is_safety_staff
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user, is_new


def _set_passphrase(user: User, passphrase: str | None, *, is_new: bool) -> None:
    if passphrase is not None:
        validate_password(passphrase, user)
        user.set_password(passphrase)
    elif is_new:
        user.set_unusable_password()
