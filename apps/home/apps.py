from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "apps.home"
    label = "home"

    def ready(self) -> None:
        from apps.accounts import sections  # noqa: PLC0415 - models are ready only now
        from apps.care import lines  # noqa: PLC0415 - models are ready only now
        from apps.home.aliases import own_aliases  # noqa: PLC0415 - models are ready only now
        from apps.home.help_line import next_meeting_line  # noqa: PLC0415 - models are ready only now

        sections.register(own_aliases)
        lines.add_line(next_meeting_line)
