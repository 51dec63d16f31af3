"""What the tests of languages share: catalogues that are compiled as they stand, and people who read Spanish."""

from datetime import timedelta

import pytest
from django.utils.translation import trans_real

from apps.accounts.models import User
from apps.groups.models import Agreement, Group, Topic
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from devkit.catalogues import compile_catalogues
from devkit.children import ROOT
from tests.meetings.factories import make_meeting, make_series


@pytest.fixture(autouse=True, scope="session")
def compiled_catalogues() -> None:
    """Speak the words that stand in `locale/` now, also where nobody ran the set-up after they changed."""
    if compile_catalogues(ROOT):
        trans_real._translations.clear()  # type: ignore[attr-defined]


@pytest.fixture
def spanish_group(group: Group, alice: User, mo: User, bob: User, carol: User) -> Group:
    """The group in Spanish, with Spanish words, a meeting and people, so that every English word is ours."""
    User.objects.update(language="es")
    Group.objects.update(name="El primer año", purpose="Para quien perdió a alguien.", language="es")
    Agreement.objects.update(text="Lo dicho aquí se queda aquí.")
    group = Group.objects.get(pk=group.pk)
    group.topics.set(Topic.objects.all()[:2])
    series = make_series(group, "Una noche", description="Una ronda y charla libre.")
    make_meeting(group, series=series, starts_in=timedelta(minutes=10))
    for user in (bob, carol):
        post_message(Draft(user.pk, chat_room(group).public_id, f"hola-{user.pk}", "Hola a todo el mundo."))
    return group
