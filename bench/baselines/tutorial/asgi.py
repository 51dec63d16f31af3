import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.baselines.tutorial.settings")
pages = get_asgi_application()

from bench.baselines.tutorial.consumers import ChatConsumer  # noqa: E402 - Django is set up first

# The stubs know routes to pages alone.
routes: list[Any] = [re_path(r"ws/chat/(?P<room_name>\w+)/$", ChatConsumer.as_asgi())]  # type: ignore[arg-type]
sockets = URLRouter(routes)
application = ProtocolTypeRouter({"http": pages, "websocket": AuthMiddlewareStack(sockets)})
