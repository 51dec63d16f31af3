"""Sign-ups that nobody brought to an end: they give way to a new try, and are swept."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User

KEPT_FOR = timedelta(days=7)


def unfinished() -> QuerySet[User]:
    """Return the accounts into which nobody ever came: the address was not confirmed, or no passkey was made.

    Those that the server's console makes for its administrators wait for their first passphrase and are none.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    passkeys = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN)
    cannot_enter = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) & ~Exists(passkeys)
    strangers = User.objects.filter(last_login=None, is_staff=False, is_superuser=False, is_safety_staff=False)
    return strangers.filter(Exists(addresses)).filter(~Exists(addresses.filter(verified=True)) | cannot_enter)


def give_way(email: str) -> bool:
    """Whoever has begun to sign up with this address begins anew; False if nobody had.

    The old try is gone with what somebody else may have typed into it, and its code opens nothing.
    """
    return _forget(unfinished().filter(email__iexact=email)) > 0


def sweep_unfinished(now: datetime | None = None) -> int:
    """No sign-up is kept that was left alone for a week; return how many went."""
    due = unfinished().filter(created_at__lt=(now or timezone.now()) - KEPT_FOR)
    return sum(_forget(due.filter(pk=pk)) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _forget(found: QuerySet[User]) -> int:
    # Locked, and asked again by that: somebody may be typing the code in this moment.
    users = list(found.select_for_update(of=("self",)))
    for user in users:
        user.delete()
    return len(users)
