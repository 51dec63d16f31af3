"""A room in the people's group; with `live_app` it is where the running server reads."""

import pytest

from apps.groups.models import Group
from apps.messaging.models import Room
from apps.messaging.services.rooms import chat_room


@pytest.fixture
def room(group: Group) -> Room:
    return chat_room(group)
