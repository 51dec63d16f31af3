from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "apps.groups"
    label = "groups"

    def ready(self) -> None:
        from apps.accounts import belongings  # noqa: PLC0415 - models are ready only now
        from apps.care.topics import offer_topics  # noqa: PLC0415 - models are ready only now
        from apps.groups.events import on_member_changed  # noqa: PLC0415 - models are ready only now
        from apps.groups.services import own_data, rota  # noqa: PLC0415 - models are ready only now
        from apps.groups.services.topics import topics_to_choose  # noqa: PLC0415 - models are ready only now

        on_member_changed.append(rota.note_member_changed)
        offer_topics(topics_to_choose)
        belongings.register(*own_data.BELONGINGS)
        belongings.register_eraser(own_data.end_memberships)
        belongings.register_left_alone(own_data.left_alone)
