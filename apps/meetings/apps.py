from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "apps.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Say on group cards and pages when a group next meets; free the places of whoever is out of a group."""
        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.groups.cards import register_card_line, register_page_part  # noqa: PLC0415 - models are ready only now
        from apps.groups.events import on_member_changed  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services import own_data  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.reminders import MAILS  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.rsvps import take_back_answers  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.serving import end_services  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.upcoming import card_line, page_part  # noqa: PLC0415 - models are ready only now
        from apps.notifications.services import mails, unsubscribing  # noqa: PLC0415 - models are ready only now

        register_card_line(card_line)
        register_page_part(page_part)
        on_member_changed.append(take_back_answers)
        on_member_changed.append(end_services)
        belongings.register(*own_data.BELONGINGS)
        unsubscribing.register(mails.MailKind.REMINDER, MAILS)
