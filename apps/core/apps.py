import atexit

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        from apps.core import forms  # noqa: PLC0415 - Django's forms need the settings first

        forms.speak_plainly()
        forms.count_lines_as_written()
        from apps.core import checks  # noqa: F401, PLC0415 - they register themselves

        atexit.register(close_pools)


def close_pools() -> None:
    """End the threads of this process's database pools, which would else be waited for, 5 s each, when it ends."""
    from django.db import connections  # noqa: PLC0415 - needs the settings first

    for connection in connections.all():
        if close := getattr(connection, "close_pool", None):
            close()
