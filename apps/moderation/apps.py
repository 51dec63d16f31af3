from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "apps.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Hear of meetings that were stopped."""
        from apps.meetings.events import on_meeting_frozen  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.incidents import keep_incident  # noqa: PLC0415 - models are ready only now

        on_meeting_frozen.append(keep_incident)
