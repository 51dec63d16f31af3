from django.urls import URLPattern, path

from apps.meetings.consumers import meeting_socket

websocket_urlpatterns: list[URLPattern] = [
    path("ws/meetings/<str:meeting_id>/", meeting_socket),  # type: ignore[arg-type]  # an ASGI application, for URLRouter
]
