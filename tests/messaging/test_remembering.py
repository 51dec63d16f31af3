"""Days on which a group remembers somebody: asked for, held, met quietly, and put aside."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.core.errors import NotFound, NotPermitted
from apps.groups.models import Block, EndKind, Group, Mute
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.memberships import end_membership, mute_membership, suspend_membership
from apps.messaging.errors.memories import DayAskedBefore, ManyDays
from apps.messaging.models import DayAside, Light, Message, RememberedDay
from apps.messaging.rules.remembering import days_of_today, is_day
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.memorials import About, begin_memorial
from apps.messaging.services.remembered_days import (
    MOST_DAYS,
    DayOfYear,
    answer_day,
    ask_for_day,
    end_day,
    light_for,
    put_aside,
    put_out_lights,
)
from apps.messaging.services.remembering import remembered_today
from apps.messaging.services.rooms import wall_room
from apps.notifications.models import Notice
from tests.groups.factories import make_group, make_membership, membership_of
from tests.journey.keeping import begin

pytestmark = pytest.mark.django_db

LINE = "Today we remember"


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No midnight comes between two lines of a test, wherever it is read."""
    moment = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    with timezone.override("Europe/London"):
        yield


@pytest.fixture
def page(bob: User, group: Group) -> Message:
    """Bob's page for Ida. On the group's wall it is the 24th already."""
    group.time_zone = "Pacific/Kiritimati"
    group.save(update_fields=["time_zone"])
    return begin_memorial(bob.pk, wall_room(group).public_id, "first", About("Ida"), "She was here from week one.")


def ask(user: User, group: Group, page: Message, day: int = 24, month: int = 11) -> RememberedDay:
    return ask_for_day(read_access(user, group), group, page.public_id, DayOfYear("death", month, day))


def hold(user: User, group: Group, day: RememberedDay, *, is_held: bool = True) -> None:
    answer_day(read_access(user, group), group, day.public_id, is_held=is_held)


def who_is_remembered(user: User, group: Group) -> list[str]:
    return [one.memorial.name for one in remembered_today(read_access(user, group), group)]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_the_day_of_a_leap_year_comes_every_year() -> None:
    assert days_of_today(date(2026, 2, 28)) == [(2, 28), (2, 29)]
    assert days_of_today(date(2028, 2, 28)) == [(2, 28)]
    assert days_of_today(date(2028, 2, 29)) == [(2, 29)]
    assert days_of_today(date(2026, 3, 1)) == [(3, 1)]
    assert is_day(2, 29)
    assert not any(is_day(month, day) for month, day in ((2, 30), (4, 31), (13, 1), (0, 1), (1, 0)))


def test_a_day_is_asked_for_by_form_and_answered(
    alice: User, bob: User, carol: User, group: Group, page: Message
) -> None:
    his, hers, facilitator = signed_in(bob), signed_in(carol), signed_in(alice)
    asking = reverse("messaging:day_ask", args=[group.public_id, page.public_id])
    days = reverse("messaging:days", args=[group.public_id])
    for leading in ("messaging:wall_post", "messaging:memorial_change"):
        assert asking in text_of(his, reverse(leading, args=[group.public_id, page.public_id]))
    wrong = his.post(asking, {"occasion": "death", "day": "31", "month": "11"})
    assert wrong.status_code == 422
    assert "That month has no such day." in wrong.content.decode()
    assert his.post(asking, {"occasion": "death", "day": "24", "month": "11"}).headers["Location"] == days
    answer = reverse("messaging:day_answer", args=[group.public_id, RememberedDay.objects.get().public_id])
    assert "say yes or no" in text_of(his, days)
    assert "24 November" not in text_of(hers, days)
    assert "to hold a day in memory" in text_of(facilitator, "/")
    shown = text_of(hers, "/")
    assert "to hold a day in memory" not in shown
    assert LINE not in shown
    facilitator.post(answer, {"held": "1"})
    assert LINE in text_of(his, "/")
    facilitator.post(answer, {"held": "0"})
    assert LINE not in text_of(his, "/")
    refused = his.post(asking, {"occasion": "death", "day": "24", "month": "11"})
    assert refused.status_code == 422
    assert "talk with them" in unescape(refused.content.decode())


def test_whoever_asked_hears_the_answer_and_nobody_else(
    alice: User, bob: User, carol: User, group: Group, page: Message
) -> None:
    day = ask(bob, group, page)
    for is_held in (True, True, False):
        hold(alice, group, day, is_held=is_held)
    answers = Notice.objects.filter(kind="day_answered").order_by("pk")
    assert [(told.user, told.details["is_held"]) for told in answers] == [(bob, True), (bob, False)]
    assert "Ida" not in str([told.details for told in answers])
    shown = text_of(signed_in(bob), reverse("notifications:notices"))
    assert "holds it, every year" in shown
    assert "does not hold it" in shown
    assert reverse("messaging:days", args=[group.public_id]) in shown
    # What somebody decides of their own wish is no news to them, nor is anything to whoever has left.
    Notice.objects.all().delete()
    hold(alice, group, ask(alice, group, page, day=25), is_held=False)
    end_membership(membership_of(bob, group), EndKind.LEFT)
    assert not Notice.objects.exists()


def test_a_day_is_met_quietly_with_a_light_or_put_aside(
    alice: User, bob: User, carol: User, group: Group, page: Message
) -> None:
    his, hers, day = signed_in(bob), signed_in(carol), ask(bob, group, page)
    hold(alice, group, day)
    light = reverse("messaging:day_light", args=[group.public_id, day.public_id])
    here = {
        "group": reverse("groups:group", args=[group.public_id]),
        "wall": reverse("messaging:wall", args=[group.public_id]),
        "chat": reverse("messaging:chat", args=[group.public_id]),
        "today": "/",
    }
    for place, address in here.items():
        shown = text_of(hers, address)
        assert LINE in shown, place
        assert f"/wall/{page.public_id}/" in shown
        assert "light burns." not in shown
        assert hers.post(light, {"lit": "1", "from": place}).headers["Location"] == address
        assert "Your light burns." in text_of(hers, address)
        if place != "today":
            hers.post(light, {"lit": "0"})
    shown = text_of(his, "/")
    line = shown[shown.find(LINE) : shown.find("Put aside")]
    assert "A light burns." in line
    assert membership_of(carol, group).alias not in line
    hers.post(reverse("messaging:day_aside", args=[group.public_id, day.public_id]), {"what": "day", "from": "today"})
    assert LINE not in text_of(hers, "/")
    assert LINE in text_of(his, "/")
    assert "You put this day aside." in text_of(hers, reverse("messaging:days", args=[group.public_id]))
    assert set(Notice.objects.values_list("kind", flat=True)) == {"day_answered"}


def test_only_those_who_may_ask_decide_or_end(
    alice: User, mo: User, bob: User, carol: User, eve: User, group: Group, page: Message
) -> None:
    with pytest.raises(NotPermitted):
        ask(carol, group, page)
    day = ask(bob, group, page)
    assert ask(bob, group, page) == day
    with pytest.raises(NotFound):
        hold(carol, group, day)
    with pytest.raises(NotPermitted):
        hold(bob, group, day)
    assert (
        signed_in(eve).post(reverse("messaging:day_answer", args=[group.public_id, day.public_id])).status_code == 404
    )
    elsewhere = make_group("Elsewhere")
    make_membership(mo, elsewhere, "Reed", Role.MODERATOR)
    with pytest.raises(NotFound):
        answer_day(read_access(mo, elsewhere), elsewhere, day.public_id, is_held=True)
    hold(mo, group, day)
    with pytest.raises(NotFound):
        end_day(read_access(carol, group), group, day.public_id)
    hold(alice, group, day, is_held=False)
    with pytest.raises(DayAskedBefore):
        ask(bob, group, page)
    with pytest.raises(NotFound):
        end_day(read_access(bob, group), group, day.public_id)
    assert ask(mo, group, page).is_held  # whoever decides says yes by asking
    day.refresh_from_db()
    end_day(read_access(bob, group), group, day.public_id)
    for other in range(1, MOST_DAYS + 1):
        ask(bob, group, page, day=other)
    with pytest.raises(ManyDays):
        ask(bob, group, page, day=20)
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(days=1))
    with pytest.raises(NotPermitted):
        ask(bob, group, page, day=1)


def test_it_comes_on_the_groups_day_to_whoever_meets_the_page(
    alice: User, mo: User, bob: User, carol: User, group: Group, page: Message
) -> None:
    day, yesterday = ask(bob, group, page), ask(bob, group, page, day=23)
    hold(alice, group, day)
    hold(alice, group, yesterday)
    assert who_is_remembered(carol, group) == ["Ida"]
    with pytest.raises(NotFound):
        light_for(read_access(carol, group), group, yesterday.public_id, is_lit=True)
    light_for(read_access(bob, group), group, day.public_id, is_lit=True)
    assert remembered_today(read_access(carol, group), group)[0].is_lit
    Mute.objects.create(muter=membership_of(mo, group), muted=membership_of(bob, group))
    assert not remembered_today(read_access(mo, group), group)[0].is_lit
    block = Block.objects.create(blocker=membership_of(carol, group), blocked=membership_of(bob, group))
    Message.objects.update(posted_at=datetime(2099, 1, 1, tzinfo=UTC))
    assert who_is_remembered(carol, group) == []
    with pytest.raises(NotFound):
        put_aside(read_access(carol, group), group, day.public_id, "day")
    block.delete()
    put_aside(read_access(carol, group), group, yesterday.public_id, "person")
    assert (who_is_remembered(carol, group), who_is_remembered(bob, group)) == ([], ["Ida"])
    put_aside(read_access(carol, group), group, day.public_id, "again")
    assert who_is_remembered(carol, group) == ["Ida"]
    suspend_membership(membership_of(carol, group), timezone.now() + timedelta(days=1))
    assert who_is_remembered(carol, group) == []
    suspend_membership(membership_of(carol, group), None)
    hide_message(page.pk)
    assert (who_is_remembered(carol, group), who_is_remembered(mo, group)) == ([], [])


def test_a_day_kept_alone_is_brought_without_its_year(
    bob: User, carol: User, alice: User, group: Group, page: Message
) -> None:
    own = begin(bob, "Mum’s day, canary", "remembrance", date(1958, 11, 24))
    other = begin(bob, "Without", "free")
    client, address = signed_in(bob), "journey:milestone_holding"
    asking = reverse(address, args=[own.public_id])
    assert asking in text_of(client, reverse("journey:milestone", args=[own.public_id]))
    assert "Ida" in text_of(client, asking)
    assert client.get(reverse(address, args=[other.public_id])).status_code == 404
    assert signed_in(carol).get(asking).status_code == 404
    hers = begin_memorial(carol.pk, wall_room(group).public_id, "h", About("Anton"), "My brother.")
    sent = {"occasion": "birthday", "page": hers.public_id}
    assert client.post(asking, sent).status_code == 422
    assert client.post(asking, sent | {"page": page.public_id}).status_code == 302
    day = RememberedDay.objects.get()
    assert (day.month, day.day, day.occasion, day.is_held) == (11, 24, "birthday", False)
    hold(alice, group, day)
    for address in ("/", reverse("messaging:days", args=[group.public_id])):
        shown = text_of(signed_in(carol), address)
        assert "Ida" in shown
        assert "1958" not in shown
        assert "canary" not in shown


def test_nothing_of_it_outlives_its_day_or_its_people(
    alice: User, bob: User, carol: User, group: Group, page: Message
) -> None:
    day = ask(bob, group, page)
    hold(alice, group, day)
    light_for(read_access(carol, group), group, day.public_id, is_lit=True)
    put_aside(read_access(alice, group), group, day.public_id, "day")
    put_out_lights()
    assert Light.objects.count() == 1
    Light.objects.update(lit_on=date(2026, 11, 21))
    put_out_lights()
    assert not Light.objects.exists()
    end_membership(membership_of(bob, group), EndKind.LEFT)
    assert who_is_remembered(carol, group) == ["Ida"]
    erase(bob.pk, takes_words=False)
    assert not RememberedDay.objects.exists()
    assert not DayAside.objects.exists()
