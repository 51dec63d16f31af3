"""How the second factor behaves at Beside."""

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings, User
from apps.accounts.services import factor_secrets
from apps.accounts.services.handles import passkey_name_of
from apps.accounts.services.standing import second_factors


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps secrets encrypted, and the second factor on for those who owe one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code that is shown now. Please look at it again."),
        "cannot_delete_authenticator": _("Your task here needs the second factor: it stays on."),
    }

    def get_totp_issuer(self) -> str:
        return SiteSettings.load().name

    def encrypt(self, text: str) -> str:
        return factor_secrets.keep(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factor_secrets.read(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        return not user.needs_second_factor or second_factors(user).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # Shown in the device's own list of passkeys: the address and nothing of what it is about.
        host = urlsplit(settings.SITE_URL).hostname or ""
        return {"id": host, "name": host}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": passkey_name_of(user).encode(), "name": user.email, "display_name": user.email}
