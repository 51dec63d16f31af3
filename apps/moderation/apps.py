from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "apps.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Hear of meetings that were stopped and of what the administration changes; keep banned people out."""
        from django.contrib.admin.models import LogEntry  # noqa: PLC0415 - models are ready only now
        from django.db.models.signals import post_save  # noqa: PLC0415 - models are ready only now

        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.accounts.events import on_mailbox_replaced, on_second_factor_removed  # noqa: PLC0415 - models are ready only now
        from apps.core.queue import enqueue  # noqa: PLC0415 - models are ready only now
        from apps.groups.events import holds_group, kept_with_a_case, on_group_decided  # noqa: PLC0415 - models are ready only now
        from apps.groups.services.admission import bars  # noqa: PLC0415 - models are ready only now
        from apps.meetings.events import on_meeting_frozen  # noqa: PLC0415 - models are ready only now
        from apps.messaging.events import on_hard_words, on_screened  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services import own_data  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.administered import keep_change  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.appeals import has_waiting_appeal  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.audit import record_group  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.bans import has_site_ban, is_barred  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.care import note_concern  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.cases import has_unfinished_case  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.incidents import keep_incident  # noqa: PLC0415 - models are ready only now
        from apps.moderation.services.lost_factors import keep_removal, keep_replacement  # noqa: PLC0415 - models are ready only now

        post_save.connect(keep_change, sender=LogEntry, dispatch_uid="moderation.keep_change")
        on_meeting_frozen.append(keep_incident)
        on_second_factor_removed.append(keep_removal)
        on_mailbox_replaced.append(keep_replacement)
        on_hard_words.append(note_concern)
        holds_group.extend([has_unfinished_case, has_waiting_appeal, has_site_ban])
        kept_with_a_case.update({"moderation.Case", "moderation.Report", "moderation.Action"})
        on_group_decided.append(record_group)
        on_screened.append(lambda: enqueue("moderation.bring_to_queue"))
        bars.append(is_barred)
        belongings.register(*own_data.BELONGINGS)
        belongings.register_eraser(own_data.empty_reports)
