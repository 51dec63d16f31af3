from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "apps.messaging"
    label = "messaging"

    def ready(self) -> None:
        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.groups.cards import register_page_part  # noqa: PLC0415 - models are ready only now
        from apps.groups.events import on_block_changing, on_member_changed  # noqa: PLC0415 - models are ready only now
        from apps.messaging.services import awaiting, own_data, reaching, telling  # noqa: PLC0415 - models are ready only now
        from apps.messaging.services.conversations import lock_conversation  # noqa: PLC0415 - models are ready only now
        from apps.messaging.services.drafts import forget_drafts  # noqa: PLC0415 - models are ready only now
        from apps.messaging.services.people import note_member_changed  # noqa: PLC0415 - models are ready only now
        from apps.messaging.services.remembering import part_of_page  # noqa: PLC0415 - models are ready only now
        from apps.notifications.currency import register  # noqa: PLC0415 - models are ready only now

        register_page_part(part_of_page)
        on_member_changed.append(note_member_changed)
        on_member_changed.append(forget_drafts)
        on_block_changing.append(lock_conversation)
        register(reaching.NOTICE, reaching.still_for_them)
        register(awaiting.NOTICE, awaiting.still_awaited)
        for kind in (telling.ASKED, telling.ACCEPTED, telling.MESSAGE):
            register(kind, telling.still_between_them)
        belongings.register(*own_data.BELONGINGS)
        belongings.register_eraser(own_data.let_words_go)
