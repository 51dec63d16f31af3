"""The second factor of somebody who lost it."""

import structlog
from allauth.mfa.models import Authenticator
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services.sessions import end_all_sessions

log = structlog.get_logger(__name__)


@transaction.atomic
def remove_second_factor(user: User) -> bool:
    """The person has no second factor, recovery codes included, and is signed in nowhere; False if there was none.

    Whoever owes one enrols a new one at the next sign-in, with the passphrase alone.
    """
    found, _ = Authenticator.objects.filter(user=user).delete()
    if not found:
        return False
    end_all_sessions(user)
    # Without a name: the log holds nothing that says who.
    log.warning("second_factor_removed")
    return True
