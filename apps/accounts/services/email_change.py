"""Another e-mail: a code goes to the address there is and to the one there shall be, and both must come back."""

import time
from dataclasses import asdict, dataclass, replace

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction

from apps.accounts.errors import AddressTaken
from apps.accounts.models import User
from apps.accounts.services.unfinished import give_way

_KEY = "email_change"
CODES_FOR = 10 * 60  # Seconds.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """An asked-for change, as the session keeps it until both codes have come."""

    user_id: int
    email: str
    old_code: str
    new_code: str
    asked_at: float
    wrong_tries: int = 0


def ask_for_codes(session: SessionBase, user: User, email: str) -> None:
    """A code is on its way to either address.

    Where the new one belongs to somebody else, a mail tells them instead: same work, and nobody here learns it.
    """
    adapter = get_adapter()
    old_code, new_code = adapter.generate_email_verification_code(), adapter.generate_email_verification_code()
    _keep(session, Wish(user.pk, email, old_code, new_code, time.time()))
    adapter.send_mail("account/email/email_leaving", user.email, {"user": user, "code": old_code})
    if _is_taken(user, email):
        adapter.send_account_already_exists_mail(email)
    else:
        adapter.send_mail("account/email/email_confirmation", email, {"user": user, "code": new_code})


def pending_change(session: SessionBase, user: User) -> Wish | None:
    """Return the change that waits for its codes; after ten minutes there is none."""
    kept = session.get(_KEY)
    wish = Wish(**kept) if kept else None
    is_good = wish is not None and wish.user_id == user.pk and time.time() - wish.asked_at <= CODES_FOR
    return wish if is_good else None


def note_wrong_code(session: SessionBase, wish: Wish) -> bool:
    """A try is spent; False if it was the last and the change is off."""
    spent = replace(wish, wrong_tries=wish.wrong_tries + 1)
    if spent.wrong_tries >= TRIES:
        forget_change(session)
        return False
    _keep(session, spent)
    return True


def forget_change(session: SessionBase) -> None:
    """Nothing waits for codes any more."""
    session.pop(_KEY, None)


@transaction.atomic
def change_email(user: User, email: str) -> tuple[EmailAddress, EmailAddress]:
    """The person signs in with this address, and it is confirmed; return the old and the new.

    Raises AddressTaken.
    """
    give_way(email)
    old = EmailAddress(user=user, email=user.email)
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(email=email)
    except IntegrityError as error:
        raise AddressTaken from error
    user.email = email
    EmailAddress.objects.filter(user=user).delete()
    new = EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return old, new


def _is_taken(user: User, email: str) -> bool:
    return User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists()


def _keep(session: SessionBase, wish: Wish) -> None:
    session[_KEY] = asdict(wish)
