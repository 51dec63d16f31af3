from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "apps.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Say on group cards and pages when a group next meets; free the places of whoever is out of a group."""
        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.groups.cards import register_card_line, register_page_part  # noqa: PLC0415 - models are ready only now
        from apps.groups.events import (  # noqa: PLC0415 - models are ready only now
            on_block_changed,
            on_block_changing,
            on_member_changed,
        )
        from apps.meetings.services import activities, own_data  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.reminders import MAILS  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.rsvps import take_back_answers  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.serving import end_services  # noqa: PLC0415 - models are ready only now
        from apps.meetings.services.upcoming import activities_part, card_line, page_part  # noqa: PLC0415 - models are ready only now
        from apps.notifications.services import mails, unsubscribing  # noqa: PLC0415 - models are ready only now

        register_card_line(card_line)
        register_page_part(page_part)
        register_page_part(activities_part)
        # Series are locked before their meetings.
        on_member_changed.append(activities.end_activities)
        on_member_changed.append(take_back_answers)
        on_member_changed.append(end_services)
        on_block_changing.append(activities.wait_for_answers)
        on_block_changed.append(activities.part_at_activities)
        belongings.register(*own_data.BELONGINGS)
        belongings.register_eraser(own_data.end_activities)
        unsubscribing.register(mails.MailKind.REMINDER, MAILS)
