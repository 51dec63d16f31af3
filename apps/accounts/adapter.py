"""How allauth behaves at Beside."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sends neutral mails and counts tries by the real client address."""
