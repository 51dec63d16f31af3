"""Where a site checks and edits whom people can call."""

from django.contrib import admin

from apps.accounts.admin_site import KeptBySafetyStaff
from apps.care.models import Helpline


@admin.register(Helpline)
class HelplineAdmin(KeptBySafetyStaff):
    list_display = ("country", "name", "phone", "text_number", "is_emergency", "verified_on", "is_checked_by_person")
    list_filter = ("country", "is_emergency", "is_checked_by_person", "purpose")
    search_fields = ("name", "phone", "text_number")
    date_hierarchy = "verified_on"
