from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "apps.journey"
    label = "journey"

    def ready(self) -> None:
        from apps.accounts import belongings, sections  # noqa: PLC0415 - models are ready only now
        from apps.groups.events import on_block_changed, on_member_changed  # noqa: PLC0415 - models are ready only now
        from apps.journey.services import (  # noqa: PLC0415 - models are ready only now
            being_there,
            company,
            noticing,
            own_data,
            own_days_telling,
            pact_course,
            pact_telling,
            reaching_out,
            rule_ends,
            rule_sending,
            stepping_out,
            telling_rules,
        )
        from apps.journey.services.section import way_to_journey  # noqa: PLC0415 - models are ready only now
        from apps.notifications.currency import register  # noqa: PLC0415 - models are ready only now

        sections.register(way_to_journey)
        belongings.register(*own_data.BELONGINGS)
        belongings.register_eraser(company.forget_calls)
        register(company.NOTICE, being_there.still_wanted)
        register(reaching_out.NOTICE, reaching_out.still_to_reach)
        belongings.register_eraser(rule_ends.forget_rules)
        register(noticing.NOTICE, noticing.still_asked)
        for kind in own_days_telling.KINDS:
            register(kind, own_days_telling.still_of_today)
        register(rule_ends.ASKED, telling_rules.still_to_answer)
        register(rule_ends.TOLD, rule_sending.still_to_tell)
        on_member_changed.append(rule_ends.end_with_member)
        on_member_changed.append(stepping_out.end_with_member)
        on_block_changed.append(rule_ends.end_with_block)
        on_block_changed.append(pact_course.end_between)
        on_member_changed.append(pact_course.end_of)
        for kind in pact_telling.WHILE_SO:
            register(kind, pact_telling.still_so)
