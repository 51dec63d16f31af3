"""Accounts for tests."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher, make_password
from django.utils import timezone

from apps.accounts.models import Consent, Document, SiteSettings, User

PASSPHRASE = "a quiet lamp in the window"


def make_user(name: str, *, is_verified: bool = True, has_consented: bool = True, **fields: object) -> User:
    """Return an account `<name>@example.org` that has been through sign-up, unless told otherwise."""
    fields = {"language": "en", "time_zone": "Europe/London", "welcomed_at": timezone.now()} | fields
    password = _hashed(get_hasher().algorithm)
    user = User.objects.create(email=f"{name}@example.org", password=password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
    if has_consented:
        site = SiteSettings.load()
        Consent.objects.bulk_create(
            [Consent(user=user, document=document, version=site.version_of(document)) for document in Document.values]
        )
    return user


@cache
def _hashed(algorithm: str) -> str:
    # Once for all the made-up people: to hash as production does is meant to be slow.
    return make_password(PASSPHRASE, hasher=algorithm)
