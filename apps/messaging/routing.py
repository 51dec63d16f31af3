from django.urls import URLPattern, path

from apps.messaging.consumers.chat import chat_socket

# Channels routes to any ASGI application; ours reads in a plain loop instead of a dispatch for every event.
websocket_urlpatterns: list[URLPattern] = [path("ws/", chat_socket)]  # type: ignore[arg-type]  # an ASGI application, for URLRouter
