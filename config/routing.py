"""Which consumer serves which socket, and who may open one: exact origins alone."""

from typing import Any, cast, override
from urllib.parse import urlsplit

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.urls import re_path

from apps.core.patient_pages import Application, patient
from apps.core.request_ids import numbered
from apps.core.sockets import refuse_socket
from apps.meetings.routing import websocket_urlpatterns as meeting_sockets
from apps.messaging.routing import websocket_urlpatterns as messaging_sockets

USUAL_PORTS = {"http": 80, "https": 443}


class ExactOrigins(OriginValidator):
    """Compares origins letter by letter: what is not ours is refused before anybody tries to understand it."""

    @override
    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        given = [value.decode("latin1") for name, value in scope["headers"] if name == b"origin"]
        if len(given) != 1 or given[0] not in self.allowed_origins:
            scope = scope | {"headers": [header for header in scope["headers"] if header[0] != b"origin"]}
        return await super().__call__(scope, receive, send)


def with_sockets(pages: ASGIHandler) -> ProtocolTypeRouter:
    """Return the ASGI application that serves `pages` and every socket."""
    # The stubs know only Channels' own subclass of a URL pattern, which its documentation never uses.
    sockets = URLRouter([*messaging_sockets, *meeting_sockets, re_path("", refuse_socket)])  # type: ignore[list-item, arg-type]  # ASGI applications, as Channels wants them
    ours = [as_browsers_write_it(origin) for origin in settings.SOCKET_ORIGINS]
    return ProtocolTypeRouter(
        {"http": patient(cast("Application", pages)), "websocket": numbered(ExactOrigins(sockets, ours))}
    )


def as_browsers_write_it(origin: str) -> str:
    """Return the origin in small letters and without a port that goes without saying."""
    url = urlsplit(origin)
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
    has_port = url.port is not None and url.port != USUAL_PORTS.get(url.scheme)
    return f"{url.scheme}://{host}:{url.port}" if has_port else f"{url.scheme}://{host}"
