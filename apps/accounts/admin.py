"""What the administration may see and change of accounts: no passphrase, no address, no consent."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.models import Consent, SiteSettings, User


class ConsentRows(admin.TabularInline):  # type: ignore[type-arg]  # no subscript at run time
    """What the person agreed to, for reading alone."""

    model = Consent
    extra = 0
    fields = readonly_fields = ("document", "version", "given_at", "withdrawn_at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    """Accounts come from sign-up and go by erasure; here they get tasks, or are closed."""

    list_display = ("email", "is_active", "is_staff", "is_safety_staff", "created_at")
    list_filter = ("is_active", "is_staff", "is_safety_staff")
    search_fields = ("email",)
    ordering = ("-created_at",)
    fields = (
        "email",
        "is_active",
        "is_staff",
        "is_safety_staff",
        "is_superuser",
        "user_permissions",
        "language",
        "time_zone",
        "created_at",
        "last_login",
    )
    readonly_fields = ("email", "language", "time_zone", "created_at", "last_login")
    filter_horizontal = ("user_permissions",)
    inlines = (ConsentRows,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody changes their own tasks, and only an administrator hands out any."""
        tasks = ("is_active", "is_staff", "is_safety_staff", "is_superuser", "user_permissions")
        is_own = obj is not None and obj.pk == request.user.pk
        may_hand_out = isinstance(request.user, User) and request.user.is_superuser
        return self.readonly_fields if may_hand_out and not is_own else self.readonly_fields + tasks


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    """The one row. A changed text counts once its version is raised: then everybody is asked again."""

    fields = (
        "name",
        "contact_email",
        "leave_url",
        "default_country",
        "terms",
        "terms_version",
        "privacy",
        "privacy_version",
        "reviews_groups",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not SiteSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    """Read-only: a yes is the person's own."""

    list_display = ("document", "version", "given_at", "withdrawn_at")
    list_filter = ("document", "version")
    fields = ("document", "version", "given_at", "withdrawn_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        return False
