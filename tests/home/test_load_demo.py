"""The demonstration: alive at first start, refused where real people are."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.accounts.models import User
from apps.care.models import Resource
from apps.groups.models import Group
from apps.home.demo.people import PASSPHRASE
from apps.meetings.models import Meeting, MeetingSeries
from apps.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> None:
    call_command("load_demo")


def test_demo_has_the_people_groups_talk_and_meetings_that_others_rely_on(demo: None) -> None:
    assert Group.objects.public().count() >= 12
    assert set(Group.objects.values_list("language", flat=True)) == {"en", "es"}
    assert Message.objects.count() > 80
    assert Message.objects.filter(posted_at__lt=timezone.now() - timedelta(weeks=3)).exists()
    zones = set(MeetingSeries.objects.values_list("time_zone", flat=True))
    assert len(zones) >= 4
    soon = Meeting.objects.filter(starts_at__range=(timezone.now(), timezone.now() + timedelta(hours=1)))
    assert soon.exists()
    assert not Message.objects.filter(posted_at__gt=timezone.now()).exists()
    assert all("invent" in resource.name for resource in Resource.objects.all())
    assert [resource.is_stale for resource in Resource.objects.order_by("key")] == [False, False, True]


def test_everybody_of_the_demo_can_sign_in_and_newcomer_and_outsider_are_in_no_group(demo: None) -> None:
    for name in ("alice", "mo", "bob", "carol", "nia", "eve", "sam"):
        assert User.objects.get(email=f"{name}@example.org").check_password(PASSPHRASE), name
    assert not User.objects.filter(email__in=["nia@example.org", "eve@example.org"], memberships__isnull=False).exists()


def test_demo_is_refused_on_a_production_database(settings: LazySettings) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_demo_is_refused_where_people_are(bob: User) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("load_demo")
    assert User.objects.count() == 1
