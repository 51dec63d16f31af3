"""A second factor that was taken away by hand: the log says so, and so does a notice to the person."""

from apps.accounts.events import SecondFactorRemoved
from apps.moderation.services.audit import record_for_site
from apps.notifications.services.sending import notify


def keep_removal(event: SecondFactorRemoved) -> None:
    """The log has a line about the account, and its person is told in the page and by mail."""
    record_for_site(event.by_id, "account.second_factor_removed", event.reason, target=event.account)
    notify(event.user_id, kind="second_factor_removed", wants_mail=True)
