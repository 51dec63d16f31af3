"""What carries a meeting's sound and pictures, behind the one seam of `base.py`.

The forwarder imports from this package without Django: `get_backend` alone touches the settings.
"""

import asyncio
from weakref import WeakKeyDictionary

from apps.meetings.media.base import MediaBackend

_backends: "WeakKeyDictionary[asyncio.AbstractEventLoop, MediaBackend]" = WeakKeyDictionary()


def get_backend() -> MediaBackend:
    """Return the running loop's backend, as the settings name it; its connection is shared by the whole process."""
    from django.conf import settings  # noqa: PLC0415 - not in the forwarder

    from apps.meetings.media.embedded import EmbeddedBackend  # noqa: PLC0415 - not in the forwarder
    from apps.meetings.media.janus.backend import JanusBackend  # noqa: PLC0415 - not in the forwarder

    loop = asyncio.get_running_loop()
    if loop not in _backends:
        kind = JanusBackend if settings.MEDIA_BACKEND == "janus" else EmbeddedBackend
        _backends[loop] = kind(settings.MEDIA_SERVER_URL, settings.MEDIA_SERVER_SECRET)
    return _backends[loop]
