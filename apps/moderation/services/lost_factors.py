"""What was done by hand for whoever lost a second factor or a mailbox: the log says so, and so does a notice to the person."""

from apps.accounts.events import MailboxReplaced, SecondFactorRemoved
from apps.moderation.services.audit import record_for_site
from apps.notifications.services.sending import notify


def keep_removal(event: SecondFactorRemoved) -> None:
    """The log has a line about the account, and its person is told in the page and by mail."""
    record_for_site(event.by_id, "account.second_factor_removed", event.reason, target=event.account)
    notify(event.user_id, kind="second_factor_removed", wants_mail=True)


def keep_replacement(event: MailboxReplaced) -> None:
    """The log has a line about the account, and its person is told in the page and by a mail to the new mailbox."""
    record_for_site(event.by_id, "account.mailbox_replaced", event.reason, target=event.account)
    notify(event.user_id, kind="mailbox_replaced", wants_mail=True)
