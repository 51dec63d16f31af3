from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    default = True
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from apps.accounts import signals  # noqa: F401, PLC0415


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's admin with our own door (apps.accounts.admin_site)."""

    default = False
    default_site = "apps.accounts.admin_site.Administration"
