"""The log and the actions in the administration: for reading alone, and for administrators alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.moderation.models import Action, AuditEntry


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # generic for mypy alone
    """Shows rows to superusers and changes nothing."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(Action)
class ActionAdmin(ReadOnly):
    list_display = ("public_id", "kind", "group", "actor", "is_by_site_staff", "target", "until", "created_at")
    list_filter = ("kind", "is_by_site_staff")
    list_select_related = ("group", "actor", "target")
    search_fields = ("public_id", "group__public_id", "target__public_id")
    exclude = ("client_id",)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("id", "created_at", "code", "group", "actor", "staff_id", "target", "message")
    list_filter = ("code",)
    search_fields = ("group", "actor", "target", "message", "action")
