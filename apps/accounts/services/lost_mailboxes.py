"""Another e-mail for somebody who cannot read the mailbox of the one they sign in with."""

import structlog
from allauth.account.adapter import get_adapter
from django.db import transaction

from apps.accounts.errors import AddressTaken
from apps.accounts.events import MailboxReplaced, tell_mailbox_replaced
from apps.accounts.models import User
from apps.accounts.services.email_change import change_email
from apps.accounts.services.handles import account_mark
from apps.accounts.services.sessions import end_all_sessions
from apps.core.wording import speaking

log = structlog.get_logger(__name__)


def send_code(user: User, email: str) -> str:
    """A code is on its way to the new mailbox; return it, to be compared with what the person reads out.

    Raises AddressTaken where somebody else signs in with this address.
    """
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressTaken
    code: str = get_adapter().generate_email_verification_code()
    with speaking(user.language):
        _mail("account/email/email_confirmation", email, user, code=code)
    return code


@transaction.atomic
def replace_mailbox(user: User, email: str, *, by: User, reason: str) -> None:
    """The person signs in with this address and is signed in nowhere; both mailboxes are told.

    Passphrase, passkeys and code app stay as they were: whoever took over a mailbox alone gets no further. The audit
    log has a line with the reason and who did it. Raises AddressTaken.
    """
    before = user.email
    change_email(user, email)
    end_all_sessions(user)
    tell_mailbox_replaced(MailboxReplaced(user.pk, by.pk, account_mark(user.pk), reason))
    with speaking(user.language):
        _mail("account/email/email_changed", before, user)
    log.warning("mailbox_replaced")


def _mail(words: str, email: str, user: User, **values: str) -> None:
    get_adapter().render_mail(words, email, {"user": user, "email": email, **values}).send()
