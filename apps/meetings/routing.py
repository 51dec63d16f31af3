from django.urls import URLPattern, re_path

from apps.core.public_ids import PublicIdConverter
from apps.meetings.consumers.room import meeting_socket

# Not `path`: the converter is registered with the addresses of pages, which may be loaded later.
_ADDRESS = rf"^ws/meetings/(?P<meeting_id>{PublicIdConverter.regex})/$"
websocket_urlpatterns: list[URLPattern] = [
    re_path(_ADDRESS, meeting_socket),  # type: ignore[arg-type]  # an ASGI application, for URLRouter
]
