from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        from apps.core.forms import speak_plainly  # noqa: PLC0415 - Django's forms need the settings first

        speak_plainly()
