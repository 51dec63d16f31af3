"""People at a similar point: who is in a circle with whom, and that nobody learns more of it than an alias."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.core.errors import NotFound
from apps.groups.models import Block, EndKind, Group, Mute
from apps.groups.permissions import Role
from apps.groups.services.memberships import end_membership, reopen_membership, suspend_membership
from apps.journey.errors import ChangesCirclesOften, OneCircleAGroup
from apps.journey.models import Milestone, PeerPlace
from apps.journey.rules.stretches import MOST_DELAY, Stretch, stretch_of
from apps.journey.services.milestones import Told, change_milestone
from apps.journey.services.peers import MOST_ENTRIES, enter_peer_circle, leave_peer_circle, peer_circle_of
from apps.journey.services.slips import HardTime, add_slip
from apps.messaging.services.remembering import today_in
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership, membership_of
from tests.journey.keeping import begin

pytestmark = pytest.mark.django_db

CANARY = "wombatquoll"
# Well within the first weeks, whatever the delay of a place and wherever it is midnight.
DAYS = 40


def days_ago(number: int) -> date:
    return timezone.localdate() - timedelta(days=number)


def come_in(
    user: User, group: Group, days: int = DAYS, kind: str = "free", counts_from: str = "beginning"
) -> Milestone:
    kept = begin(user, CANARY, kind, days_ago(days), today=timezone.localdate())
    enter_peer_circle(user, kept.public_id, group.public_id, counts_from)
    return kept


def met(milestone: Milestone) -> list[str] | None:
    """Return the aliases that its person sees, none while it is quiet; None where they are in no circle."""
    circle = peer_circle_of(milestone)
    return None if circle is None else [member.alias for member in circle.others]


@pytest.fixture
def three(bob: User, carol: User, alice: User, group: Group) -> tuple[Milestone, Milestone, Milestone]:
    return come_in(bob, group), come_in(carol, group, kind="since"), come_in(alice, group, days=45)


def aliases(group: Group, *people: User) -> list[str]:
    return sorted(membership_of(person, group).alias for person in people)


def test_stretches_are_rough_and_their_bounds_lie_later_by_each_places_share() -> None:
    table = {
        Stretch.DAYS: [(0, 0), (13, 0), (17, 25)],
        Stretch.WEEKS: [(14, 0), (18, 25), (59, 0), (74, 25)],
        Stretch.MONTHS: [(60, 0), (75, 25), (179, 0)],
        Stretch.YEAR: [(180, 0), (225, 25), (364, 0), (456, 25)],
        Stretch.LATER: [(365, 0), (457, 25), (20_000, 25)],
    }
    assert {stretch: [stretch_of(*one) for one in asked] for stretch, asked in table.items()} == {
        stretch: [stretch] * len(asked) for stretch, asked in table.items()
    }
    assert stretch_of(DAYS, 0) == stretch_of(DAYS, MOST_DELAY) == Stretch.WEEKS


def test_a_member_comes_in_knowing_what_is_seen_and_leaves_with_one_tap(
    client: Client, bob: User, carol: User, alice: User, mo: User, group: Group
) -> None:
    come_in(carol, group)
    own = begin(bob, CANARY, "free", days_ago(DAYS), today=timezone.localdate())
    circle, leaving = (reverse(f"journey:{name}", args=[own.public_id]) for name in ("peers", "peers_leave"))
    client.force_login(bob)
    assert circle in client.get(reverse("journey:milestone", args=[own.public_id])).content.decode()
    assert "the whole group may know" in client.get(circle).content.decode()
    assert client.post(circle, {"group": "1" * 12}).status_code == 422
    assert client.post(circle, {"group": group.public_id}).headers["Location"] == circle
    page = unescape(client.get(circle).content.decode())
    assert "It is quiet here yet." in page
    assert membership_of(carol, group).alias not in page
    hers = come_in(alice, group)
    page = unescape(client.get(circle).content.decode())
    for other in (carol, alice):
        assert membership_of(other, group).alias in page
    assert "two months" in page
    client.force_login(alice)
    page = client.get(reverse("journey:peers", args=[hers.public_id])).content.decode()
    page = page[page.find("<h1") : page.find("</main")]
    assert own.public_id not in page
    # What is read: drawings and random ids may hold any number.
    shown = re.sub(r"<[^>]+>", " ", page)
    assert membership_of(bob, group).alias in shown
    assert str(DAYS) not in shown
    assert str(own.day) not in shown
    client.force_login(mo)
    assert client.get(circle).status_code == 404
    client.force_login(bob)
    assert client.post(leaving).status_code == 302
    assert "Come in" in client.get(circle).content.decode()
    assert (met(hers), Notice.objects.count()) == ([], 0)


def test_nobody_is_met_who_is_apart_or_away(
    three: tuple[Milestone, ...], bob: User, carol: User, alice: User, group: Group
) -> None:
    his, hers, facilitators = three
    make_membership(dora := make_user("dora"), group, "Dune")
    doras = come_in(dora, group)
    assert met(his) == aliases(group, carol, alice, dora)
    # A block holds for whoever looks after the group, too; who is muted sees as before.
    block = Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(alice, group))
    assert met(his) == aliases(group, carol, dora)
    assert met(facilitators) == aliases(group, carol, dora)
    block.delete()
    mute = Mute.objects.create(muter=membership_of(carol, group), muted=membership_of(bob, group))
    assert met(hers) == aliases(group, alice, dora)
    assert membership_of(carol, group).alias in (met(his) or [])
    mute.delete()
    suspend_membership(membership_of(dora, group), timezone.now() + timedelta(days=1))
    assert met(doras) is None
    assert met(his) == aliases(group, carol, alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert met(his) == []
    User.objects.filter(pk=alice.pk).update(is_active=True)
    end_membership(membership_of(carol, group), EndKind.LEFT)
    reopen_membership(membership_of(carol, group), [Role.MEMBER])
    assert met(hers) is None
    assert met(his) == []


def test_time_moves_one_along_and_a_hard_day_only_if_one_says_so(
    three: tuple[Milestone, ...], bob: User, carol: User, alice: User, group: Group
) -> None:
    his, hers, _facilitators = three
    make_membership(dora := make_user("dora"), group, "Dune")
    come_in(dora, group, days=2)
    assert membership_of(dora, group).alias not in (met(his) or [])
    today = today_in(group)
    assert add_slip(bob, his.public_id, HardTime(today - timedelta(days=1)), today=today)
    assert met(Milestone.objects.get(pk=his.pk)) is None
    assert not add_slip(bob, his.public_id, HardTime(today - timedelta(days=3)), today=today)
    enter_peer_circle(bob, his.public_id, group.public_id, "beginning")
    assert met(Milestone.objects.get(pk=his.pk)) == aliases(group, carol, alice)
    enter_peer_circle(bob, his.public_id, group.public_id, "last")
    circle = peer_circle_of(Milestone.objects.get(pk=his.pk))
    assert circle is not None
    assert circle.stretch == Stretch.DAYS
    change_milestone(carol, hers.public_id, Told(CANARY, hers.day), today=today)
    assert PeerPlace.objects.filter(milestone=hers).exists()
    change_milestone(carol, hers.public_id, Told(CANARY, days_ago(400)), today=today)
    assert not PeerPlace.objects.filter(milestone=hers).exists()


def test_a_hard_day_is_answered_kindly(client: Client, three: tuple[Milestone, ...], bob: User) -> None:
    client.force_login(bob)
    sent = {"on": str(days_ago(1)), "until": "", "note": ""}
    page = client.post(reverse("journey:slips", args=[three[0].public_id]), sent, follow=True).content.decode()
    assert "For now you are in no circle. Nobody is told" in page
    page = client.get(reverse("journey:peers", args=[three[0].public_id])).content.decode()
    assert "Which days count here" in page


def test_nobody_goes_from_circle_to_circle(bob: User, carol: User, eve: User, nia: User, group: Group) -> None:
    his = come_in(bob, group)
    other = begin(bob, CANARY, "since", days_ago(3), today=timezone.localdate())
    with pytest.raises(OneCircleAGroup):
        enter_peer_circle(bob, other.public_id, group.public_id, "beginning")
    make_membership(nia, group, "Wren", settled_at=None)
    elsewhere = make_group("Elsewhere")
    for person, place in ((eve, group), (nia, group), (carol, elsewhere)):
        kept = begin(person, CANARY, "free", days_ago(3), today=timezone.localdate())
        with pytest.raises(NotFound):
            enter_peer_circle(person, kept.public_id, place.public_id, "beginning")
    remembered = begin(bob, CANARY, "remembrance", days_ago(3), today=timezone.localdate())
    for kept in (remembered, come_in(carol, group)):
        with pytest.raises(NotFound):
            enter_peer_circle(bob, kept.public_id, group.public_id, "beginning")
    for _again in range(MOST_ENTRIES - 1):
        leave_peer_circle(bob, his.public_id)
        enter_peer_circle(bob, his.public_id, group.public_id, "beginning")
    with pytest.raises(ChangesCirclesOften):
        enter_peer_circle(bob, his.public_id, group.public_id, "beginning")


def test_nothing_of_it_is_read_in_the_database_or_left_behind(
    three: tuple[Milestone, ...], bob: User, carol: User, group: Group
) -> None:
    his, hers, _facilitators = three
    with connection.cursor() as cursor:
        cursor.execute("SELECT counts_from FROM journey_peerplace")
        assert "beginning" not in str(cursor.fetchall())
    erase(bob.pk, takes_words=False)
    assert not PeerPlace.objects.filter(milestone=his.pk).exists()
    assert met(hers) == []
