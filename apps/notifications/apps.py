from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Say what is kept of people."""
        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.notifications.services import own_data  # noqa: PLC0415 - models are ready only now

        belongings.register(*own_data.BELONGINGS)
