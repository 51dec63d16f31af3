"""How often somebody without an account may do something, counted by their network address."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def has_turn_left(request: HttpRequest, action: str) -> bool:
    """Count this turn, and tell whether it is within what ACCOUNT_RATE_LIMITS allows for the action.

    The address is counted sealed with our key, and written down nowhere.
    """
    address = salted_hmac(action, get_adapter().get_client_ip(request), algorithm="sha256").hexdigest()
    turn = ratelimit.consume(request, app="allauth.account", action=action, key=address, limit_get=True)
    return turn is not None
