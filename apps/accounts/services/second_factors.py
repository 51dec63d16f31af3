"""The second factor of somebody who lost it."""

import structlog
from allauth.mfa.models import Authenticator
from django.db import transaction

from apps.accounts.events import SecondFactorRemoved, tell_second_factor_removed
from apps.accounts.models import User
from apps.accounts.services.handles import account_mark
from apps.accounts.services.sessions import end_all_sessions

log = structlog.get_logger(__name__)


@transaction.atomic
def remove_second_factor(user: User, *, by: User, reason: str) -> bool:
    """The person has no code app, passkey or spare code and is signed in nowhere; False if there was none.

    Whoever owes a second factor enrols a new one at the next sign-in, with the passphrase alone; whoever has none gets
    one by a mailed code. The audit log has a line with the reason and who
    did it.
    """
    found, _ = Authenticator.objects.filter(user=user).delete()
    if not found:
        return False
    end_all_sessions(user)
    tell_second_factor_removed(SecondFactorRemoved(user.pk, by.pk, account_mark(user.pk), reason))
    # Without a name: the log holds nothing that says who.
    log.warning("second_factor_removed")
    return True
