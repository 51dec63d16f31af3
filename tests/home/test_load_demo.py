"""The demonstration: alive at first start, refused where real people are."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.care.models import Resource
from apps.care.services.plans import plan_of, words_in
from apps.groups.models import Group
from apps.home.demo.people import PASSPHRASE
from apps.journey.models import CheckIn, CloseOne, LonelinessAnswer, Milestone, PactDay, PactPlaces
from apps.journey.services.check_ins import has_checked_in
from apps.journey.services.pacts import standing_pacts_of
from apps.journey.services.peers import peer_circle_of
from apps.journey.services.supporters import invitations_of
from apps.meetings.models import Meeting, MeetingSeries
from apps.messaging.models import Message, RememberedDay
from apps.notifications.models import Notice

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
    _has_a_way_between_meetings(User.objects.get(email="bob@example.org"))
    assert all("invent" in resource.name for resource in Resource.objects.all())
    assert [resource.is_stale for resource in Resource.objects.order_by("key")] == [False, False, True]


def _has_a_way_between_meetings(bob: User) -> None:
    """Somebody has weeks of their own behind them, and the day before them: nothing lies in the time to come."""
    lately = CheckIn.objects.filter(user=bob, felt_at__lt=timezone.now())
    assert lately.filter(felt_at__lt=timezone.now() - timedelta(weeks=4)).exists()
    with timezone.override(bob.time_zone):
        assert not has_checked_in(bob, timezone.localdate())
    assert "Without a drink" in [stone.name for stone in Milestone.objects.filter(user=bob)]
    [pact] = standing_pacts_of(bob)
    begun_on = pact.pact.begun_on
    assert begun_on is not None
    assert (pact.other.alias, begun_on < timezone.localdate()) == ("Clover", True)
    assert PactDay.objects.filter(pact=pact.pact, day__lt=timezone.localdate()).count() > 6
    assert PactPlaces.objects.get(mentees__gt=0).offer
    assert CloseOne.objects.filter(user=bob, last_on__isnull=False).count() == 2
    assert words_in(plan_of(bob), "reasons")
    assert LonelinessAnswer.objects.filter(user=bob, said_at__lt=timezone.now()).count() == 3
    [supporter] = invitations_of(bob)
    assert supporter.expires_at > timezone.now()
    [counted] = [stone for stone in Milestone.objects.filter(user=bob) if stone.name == "Without a drink"]
    circle = peer_circle_of(counted)
    assert circle is not None
    assert [member.alias for member in circle.others] == ["Juniper", "Slow River"]
    assert set(RememberedDay.objects.values_list("state", flat=True)) == {"held", "asked"}
    assert not Notice.objects.filter(kind__startswith="pact_", read_at=None).exists(), "it stands since long ago"
    page = Client()
    page.force_login(bob)
    assert "Without a drink" in page.get("/journey/").content.decode()


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
