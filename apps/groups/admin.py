"""Topics and groups for those who run the site; people do not appear here, neither by e-mail nor by alias."""

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.admin_site import KeptBySafetyStaff
from apps.groups.models import Group, Topic


@admin.register(Topic)
class TopicAdmin(KeptBySafetyStaff):
    list_display = ("name", "summary", "area", "position")
    list_editable = ("position",)
    list_filter = ("area",)
    search_fields = ("name", "summary")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    list_display = ("name", "language", "joining", "is_listed", "state", "founded_at")
    list_filter = ("state", "joining", "is_listed", "language", "topics")
    search_fields = ("name", "purpose")
    filter_horizontal = ("topics",)
    readonly_fields = ("public_id", "founded_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A group needs an owner and an agreement: it is founded on the site, at /groups/new/."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Deleting would take away everything its members said: a group is closed instead."""
        return False
