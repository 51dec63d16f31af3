from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Say what is kept of people, and how mails about what is new are ended."""
        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.accounts.events import on_session_renewed, on_sessions_ended  # noqa: PLC0415 - models are ready only now
        from apps.core.rotation import register_outside  # noqa: PLC0415 - models are ready only now
        from apps.notifications import signals  # noqa: F401, PLC0415 - models are ready only now
        from apps.notifications.services import own_data  # noqa: PLC0415 - models are ready only now
        from apps.notifications.services.push_devices import follow_renewed, forget_ended  # noqa: PLC0415 - as above
        from apps.notifications.services.rhythms import MAILS  # noqa: PLC0415 - models are ready only now
        from apps.notifications.services.unsubscribing import LASTS, register  # noqa: PLC0415 - models are ready only now

        belongings.register(*own_data.BELONGINGS)
        on_sessions_ended.append(forget_ended)
        on_session_renewed.append(follow_renewed)
        register_outside("addresses in mails that were sent, which end mails of a kind", LASTS)
        for kind, wanted in MAILS.items():
            register(kind, wanted)
