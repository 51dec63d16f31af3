from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "apps.care"
    label = "care"

    def ready(self) -> None:
        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.care.services import own_data  # noqa: PLC0415 - models are ready only now

        belongings.register(*own_data.BELONGINGS)
