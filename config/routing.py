"""Which consumer serves which socket, and who may open one: exact origins alone."""

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler

from apps.meetings.routing import websocket_urlpatterns as meeting_sockets
from apps.messaging.routing import websocket_urlpatterns as messaging_sockets


def with_sockets(pages: ASGIHandler) -> ProtocolTypeRouter:
    """Return the ASGI application that serves `pages` and every socket."""
    # The stubs know only Channels' own subclass of a URL pattern, which its documentation never uses.
    sockets = URLRouter([*messaging_sockets, *meeting_sockets])  # type: ignore[list-item]
    return ProtocolTypeRouter({"http": pages, "websocket": OriginValidator(sockets, settings.SOCKET_ORIGINS)})
