from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from apps.core import socket_sessions


class AccountsConfig(AppConfig):
    default = True
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from apps.accounts import sign_in_log, signals  # noqa: F401, PLC0415 - models are ready only now
        from apps.accounts.belongings import register  # noqa: PLC0415 - models are ready only now
        from apps.accounts.services import exports, own_data  # noqa: PLC0415 - models are ready only now
        from apps.accounts.services.consent import HAS_CONSENTED_SQL  # noqa: PLC0415 - models are ready only now
        from apps.core.rotation import register_outside  # noqa: PLC0415 - models are ready only now

        socket_sessions.conditions.append(HAS_CONSENTED_SQL)
        register(*own_data.BELONGINGS)
        register_outside("exports that wait to be taken", exports.KEPT)


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's admin with our own door (apps.accounts.admin_site)."""

    default = False
    default_site = "apps.accounts.admin_site.Administration"
