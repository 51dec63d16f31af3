from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "apps.journey"
    label = "journey"

    def ready(self) -> None:
        from apps.accounts import belongings, sections  # noqa: PLC0415 - models are ready only now
        from apps.journey.services import own_data  # noqa: PLC0415 - models are ready only now
        from apps.journey.services.section import way_to_journey  # noqa: PLC0415 - models are ready only now

        sections.register(way_to_journey)
        belongings.register(*own_data.BELONGINGS)
