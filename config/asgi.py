"""The entry point for sockets, and in development for pages too."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Django's set-up must be over before anything that imports models.
_pages = get_asgi_application()

from config.routing import with_sockets  # noqa: E402 - models need Django set up first

application = with_sockets(_pages)
