"""The fictional people of the demonstration."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from apps.accounts.models import Document, SiteSettings, User
from apps.accounts.services.consent import record_consent

PASSPHRASE = "beside-demo-passphrase"

# Those of docs/ and of the outside world first; the rest only talk.
PEOPLE = (
    *("alice", "mo", "bob", "carol", "nia", "eve", "sam"),
    *("pilot", "juniper", "nightbus", "river", "wren", "teacup", "gate", "august", "lucia", "tomas", "ines"),
)
SPANISH = frozenset({"lucia", "tomas", "ines"})
UNASKED = frozenset({"nia"})


def make_people() -> dict[str, User]:
    """Return an account for each name, with a verified e-mail; `sam` is safety staff and administrator."""
    hashed = User()
    hashed.set_password(PASSPHRASE)
    return {name: _person(name, hashed.password) for name in PEOPLE}


def _person(name: str, password: str) -> User:
    user = User.objects.create(
        email=f"{name}@example.org",
        password=password,
        language="es" if name in SPANISH else "en",
        time_zone="" if name in UNASKED else "Europe/Madrid" if name in SPANISH else "Europe/London",
        country="ES" if name in SPANISH else "GB",
        welcomed_at=None if name in UNASKED else timezone.now(),
        is_staff=name == "sam",
        is_superuser=name == "sam",
        is_safety_staff=name == "sam",
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record_consent(user, list(Document), SiteSettings.load())
    return user
