"""Every address of the site; what the outside relies on is in docs/ and pinned by tests."""

from django.contrib import admin
from django.urls import include, path, register_converter

from apps.core.public_ids import PublicIdConverter

register_converter(PublicIdConverter, "public_id")

handler400 = "apps.home.failures.bad_request"
handler403 = "apps.home.failures.forbidden"
handler404 = "apps.home.failures.not_found"
handler500 = "apps.home.failures.broken"

urlpatterns = [
    path("", include("apps.home.urls")),
    path("accounts/", include("apps.accounts.allauth_urls")),
    path("me/", include("apps.accounts.urls")),
    path("me/notices/", include("apps.notifications.urls")),
    path("help/plan/", include("apps.care.plan_urls")),
    path("help/", include("apps.care.urls")),
    path("directory/", include("apps.care.directory_urls")),
    path("journey/", include("apps.journey.urls")),
    path("shown/", include("apps.journey.supporter_urls")),
    path("groups/", include("apps.groups.urls")),
    path("", include("apps.messaging.urls")),
    path("", include("apps.meetings.urls")),
    path("", include("apps.moderation.urls")),
    path("admin/", admin.site.urls),
]
