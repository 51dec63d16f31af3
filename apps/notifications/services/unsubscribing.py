"""The address in a mail's header that ends mails of its kind (RFC 8058): without signing in, for this person alone.

Sealed, so that it names nobody; bound to person, kind and e-mail, so that whoever leaves a mailbox takes its mails' power
with them. Apps register whether mails of a kind come, and how they are ended, in their `AppConfig.ready`.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.accounts.models import User
from apps.core.encryption import CannotOpen, Place, open_sealed, seal

_PLACE = Place("an address", "mail", "unsubscribe")
# For so long the address in a mail that was sent opens: 15 U.S.C. 7704(a)(3)(A)(ii) asks for no less.
LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Mails of a kind: whether somebody gets them as they chose, and what is done when they want none any more."""

    by: Callable[[User], bool]
    end: Callable[[User], None]


_kinds: dict[str, Wanted] = {}


def register(kind: str, wanted: Wanted) -> None:
    """Mails of this kind can be ended; those of kinds that nobody registers come to everybody."""
    _kinds[kind] = wanted


def comes(user: User, kind: str) -> bool:
    """Tell whether this person gets mails of this kind, as they chose."""
    return kind not in _kinds or _kinds[kind].by(user)


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """What an address says: whose mails of which kind end."""

    user: User
    kind: str

    def carry_out(self) -> None:
        _kinds[self.kind].end(self.user)


def unsubscribe_address(user: User, kind: str) -> str | None:
    """Return the whole address that ends mails of this kind, if they can be ended; it is another each time."""
    if kind not in _kinds:
        return None
    sealed = seal(f"{user.pk}:{kind}:{_mark(user)}".encode(), _PLACE)
    letters = urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{settings.SITE_URL}{reverse('notifications:unsubscribe', kwargs={'letters': letters})}"


def opened(letters: str) -> Unsubscribing | None:
    """Return what the letters of an address say; nothing, where they are not ours or the e-mail is another now."""
    try:
        sealed = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        pk, kind, mark = open_sealed(sealed, _PLACE).decode().split(":")
    except (CannotOpen, ValueError):
        return None
    user = User.objects.filter(pk=int(pk)).first()
    if user is None or kind not in _kinds or not constant_time_compare(mark, _mark(user)):
        return None
    return Unsubscribing(user, kind)


def _mark(user: User) -> str:
    return salted_hmac("notifications.unsubscribe", user.email.lower(), algorithm="sha256").hexdigest()[:16]
