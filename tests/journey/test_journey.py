"""One's own way: what is kept, changed and taken away, and that nobody else gets anything of it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, TooFast
from apps.groups.models import Group
from apps.journey.errors import AsManyAsFit, NotYet
from apps.journey.models import (
    Boundary,
    CheckIn,
    CheckInChoices,
    CloseOne,
    GoodThing,
    Milestone,
    OwnDay,
    OwnStarters,
)
from apps.journey.services import check_ins, good_things, milestones, slips
from apps.journey.services.check_ins import Felt
from apps.journey.services.good_things import Good
from apps.journey.services.milestones import Told
from apps.journey.services.next_step import Step, next_step
from apps.journey.services.showing import show
from apps.journey.services.slips import HardTime
from apps.journey.services.trend import trend_of
from apps.messaging.models import Message, UnsentDraft
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import make_group
from tests.journey.keeping import TODAY, begin, is_anything_left, keep_everything
from tests.meetings.factories import make_meeting

pytestmark = pytest.mark.django_db

CANARY = "numbatquoll"
OPEN_PAGES = (
    "/journey/",
    "/journey/check-ins/",
    "/journey/good/",
    "/journey/check-ins/choices/",
    "/journey/close/",
    "/journey/close/starters/",
    "/journey/days/",
    "/journey/boundaries/",
)


@pytest.fixture(autouse=True)
def one_clock() -> Iterator[None]:
    """The pages' people and the test read the same clock on the wall, whatever the season."""
    with timezone.override("Europe/London"):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    (sign_in_as_staff if user.is_staff else Client.force_login)(client, user)
    return client


def own_addresses(ids: dict[str, str]) -> list[str]:
    """Return every address of a journey that names something of one person's own; pacts are two people's."""
    patterns: list[Any] = get_resolver().namespace_dict["journey"][1].url_patterns
    return [
        reverse(f"journey:{pattern.name}", kwargs={part: ids[part] for part in pattern.pattern.converters})
        for pattern in patterns
        if pattern.pattern.converters and pattern.pattern.converters.keys() <= ids.keys()
    ]


# ---------------------------------------------------------------- milestones


def test_a_slip_keeps_the_days_and_leads_to_people(client: Client, group: Group, bob: User) -> None:
    make_meeting(group)
    client.force_login(bob)
    today = timezone.localdate()
    begun = today - timedelta(days=412)
    new = reverse("journey:milestone_begin")
    assert b"Days without something" in client.get(new).content
    told = {"name": "Without a drink", "day": begun.isoformat(), "shows_number": "on"}
    assert client.post(f"{new}?kind=free", told).headers["Location"] == "/journey/"
    milestone = Milestone.objects.get()
    page = client.get("/journey/").content.decode()
    assert "Without a drink" in page
    assert ">412<" in page

    hard = {"on": (today - timedelta(days=9)).isoformat(), "note": "Told my sister"}
    where = client.post(reverse("journey:slips", args=[milestone.public_id]), hard).headers["Location"]
    people = client.get(where).content.decode()
    assert "Everything before it stays" in people
    for way in ("One evening at a time", group.name, "/help/", "tel:"):
        assert way in people
    page = client.get("/journey/").content.decode()
    assert "412 days in all; 9 since." in page
    page = client.get(reverse("journey:milestone", args=[milestone.public_id])).content.decode()
    assert "Told my sister" in page


def test_slips_are_changed_and_taken_away(nia: User) -> None:
    one = begin(nia)
    for day in (14, 3):
        slips.add_slip(nia, one.public_id, HardTime(date(2026, 11, day)), today=TODAY)
    one.refresh_from_db()
    assert [slip.on.day for slip in slips.slips_of(one)] == [14, 3], "the latest first, whenever it was written down"
    changed = HardTime(date(2026, 11, 1), date(2026, 11, 4), " A long week ")
    slips.change_slip(nia, one.public_id, one.slips[0]["id"], changed, today=TODAY)
    one.refresh_from_db()
    [*_, first] = slips.slips_of(one)
    assert (first.on.day, first.until.day, first.note) == (1, 4, "A long week")
    for slip in slips.slips_of(one):
        slips.remove_slip(nia, one.public_id, slip.id)
    one.refresh_from_db()
    assert show(one, TODAY).since == ""
    with pytest.raises(NotFound):
        slips.remove_slip(nia, one.public_id, "1" * 12)
    with pytest.raises(NotFound):
        slips.add_slip(nia, begin(nia, kind="since").public_id, HardTime(TODAY), today=TODAY)


def test_each_kind_says_its_own(nia: User) -> None:
    said: dict[tuple[str, date | None], str] = {
        ("since", date(2026, 11, 1)): "Since 1 November 2026.",
        ("remembrance", date(2019, 11, 23)): "Today.",
        ("remembrance", date(2019, 11, 24)): "Tomorrow.",
        ("remembrance", date(2019, 12, 12)): "19 days from now: 12 December 2026.",
        ("goal", None): "",
        ("goal", date(2020, 1, 1)): "By 1 January 2020, or another day.",
    }
    for (kind, day), words in said.items():
        shown = show(begin(nia, "A", kind, day), TODAY)
        assert (shown.about, shown.number) == (words, 22 if kind == "since" else None)
    goal = begin(nia, "Walk to the sea", "goal", None)
    told = Told("Walk to the sea", None, reached_on=date(2026, 11, 20))
    assert show(milestones.change_milestone(nia, goal.public_id, told, today=TODAY), TODAY).about.startswith("Reached")
    quiet = Told("A", date(2026, 1, 1), shows_number=False)
    assert show(milestones.begin_milestone(nia, "free", quiet, today=TODAY), TODAY).number is None
    for kind, told in (("free", Told("A", date(2026, 11, 24))), ("goal", Told("A", None, date(2026, 11, 24)))):
        with pytest.raises(NotYet):
            milestones.begin_milestone(nia, kind, told, today=TODAY)


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Kiritimati", 24), ("UTC", 23), ("Pacific/Pago_Pago", 22), ("Europe/London", 23)]
)
def test_days_are_those_on_the_persons_own_wall(nia: User, zone: str, day: int) -> None:
    # Half past ten in Greenwich: the world has three dates.
    now = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    with timezone.override(zone):
        assert timezone.localdate(now) == date(2026, 11, day)
        check_ins.check_in(nia, Felt("3"), now=now)
        assert check_ins.has_checked_in(nia, date(2026, 11, day))
        assert not check_ins.has_checked_in(nia, date(2026, 11, day + 1))
        trend = trend_of(nia, date(2026, 11, day))
        assert trend is not None
        assert trend_of(nia, date(2026, 11, day - 1)) is None


def test_there_is_room_for_many_and_not_for_a_page_that_does_not_stop(nia: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(milestones, "MOST_MILESTONES", 1)
    monkeypatch.setattr(slips, "MOST_SLIPS", 1)
    monkeypatch.setattr(check_ins, "MOST_IN_AN_HOUR", 1)
    monkeypatch.setattr(good_things, "MOST_IN_A_DAY", 1)
    keep_everything(nia, "once")
    with pytest.raises(AsManyAsFit):
        begin(nia)
    with pytest.raises(AsManyAsFit):
        slips.add_slip(nia, Milestone.objects.get().public_id, HardTime(TODAY), today=TODAY)
    with pytest.raises(TooFast):
        check_ins.check_in(nia, Felt("3"))
    with pytest.raises(TooFast):
        good_things.keep_good_thing(nia, Good("win", "Twice"))


# ---------------------------------------------------------------- check-ins


def test_a_check_in_is_one_choice_and_a_button_and_can_be_said_more_of(client: Client, nia: User) -> None:
    client.force_login(nia)
    assert 'name="feeling"' in client.get("/").content.decode()
    assert client.post("/journey/check-ins/", {"feeling": "2"}).headers["Location"] == "/journey/"
    assert "How is it right now?" not in client.get("/").content.decode(), "today has asked enough"
    one = CheckIn.objects.get()
    where = reverse("journey:check_in", args=[one.public_id])
    client.post("/journey/check-ins/choices/", {"words": "The sea\nSleep"})
    client.post(where, {"feeling": "4", "going_on": ["The sea"], "note": "It was wide"})
    client.post("/journey/check-ins/choices/", {"words": "Sleep"})
    assert 'value="The sea"' in client.get(where).content.decode(), "what was chosen once stays on offer here"
    page = client.get("/journey/check-ins/").content.decode()
    for words in ("Lighter", "The sea", "It was wide"):
        assert words in page
    client.post("/journey/check-ins/choices/", {"words": ""})
    assert "Missing somebody" in check_ins.choices_of(nia)
    for wrong in ({}, {"feeling": "9"}, {"feeling": "3", "going_on": ["Made up"]}):
        assert client.post("/journey/check-ins/", wrong).status_code == 422
    client.post(reverse("journey:check_in_remove", args=[one.public_id]))
    assert not CheckIn.objects.exists()


def test_the_trend_is_a_line_words_and_a_table_and_says_nothing_of_gaps(client: Client, nia: User) -> None:
    client.force_login(nia)
    assert "Lately" not in client.get("/journey/").content.decode()
    now = timezone.now()
    for days, feeling in ((40, "5"), (20, "1"), (3, "4"), (0, "4")):
        check_ins.check_in(nia, Felt(feeling), now=now - timedelta(days=days))
    page = client.get("/journey/").content.decode()
    assert "from “Very heavy” to “Lighter”, most often “Lighter”" in page
    assert page.count('role="rowheader"') == 3
    assert re.search(r'role="img" aria-labelledby="lately-words"', page)
    assert re.search(r'class="trend__line" d="M[\d.]+ [\d.]+C', page)


# ---------------------------------------------------------------- good things


def test_good_things_are_looked_back_at_and_go_to_a_wall_by_an_act_of_their_own(
    client: Client, group: Group, bob: User
) -> None:
    client.force_login(bob)
    client.post("/journey/good/", {"kind": "win", "words": "I asked for help"})
    good = GoodThing.objects.get()
    assert "you wrote" not in client.get("/journey/good/").content.decode()
    GoodThing.objects.update(kept_at=timezone.now() - timedelta(days=30))
    assert "you wrote" in client.get("/journey/good/").content.decode()
    where = reverse("journey:good_thing", args=[good.public_id])
    client.post(where, {"kind": "win", "words": "I asked for help, twice"})
    assert group.name in client.get(where).content.decode()

    share = reverse("journey:good_thing_share", args=[good.public_id])
    writing = client.post(share, {"group": group.public_id}).headers["Location"]
    assert "I asked for help, twice" in client.get(writing).content.decode()
    assert UnsentDraft.objects.get().kind == "win"
    assert not Message.objects.exists(), "nothing is sent by it"
    client.post(where, {"kind": "win", "words": "Other words"})
    assert client.post(share, {"group": group.public_id}).status_code == 409, "what was begun there stays"
    assert client.post(share, {"group": make_group("Another").public_id}).status_code == 404
    client.post(reverse("journey:good_thing_remove", args=[good.public_id]))
    assert not GoodThing.objects.exists()


# ---------------------------------------------------------------- Today


def test_today_offers_one_step_at_most(client: Client, nia: User) -> None:
    today = timezone.localdate()
    assert next_step(nia, today) == Step()
    check_ins.check_in(nia, Felt("3"))
    assert next_step(nia, today) is None
    day = milestones.begin_milestone(nia, "remembrance", Told("Her birthday", today), today=today)
    assert next_step(nia, today) == Step(day.public_id)
    assert next_step(nia, today + timedelta(days=1)) == Step()
    client.force_login(nia)
    page = client.get("/").content.decode()
    assert reverse("journey:milestone", args=[day.public_id]) in page
    assert "Her birthday" not in page, "a page that lies open says no more than it must"


# ---------------------------------------------------------------- whose it is


def test_nobody_else_gets_anything_and_what_is_anothers_is_not_there(
    group: Group, mo: User, sam: User, eve: User, bob: User
) -> None:
    ids = keep_everything(bob, CANARY)
    nothing = dict.fromkeys(ids, "1" * 12)
    pairs = list(zip(own_addresses(ids), own_addresses(nothing), strict=True))
    assert len(pairs) >= 18
    own = signed_in(bob)
    assert [own.get(address).status_code for address, _nothing in pairs].count(200) == 11
    for other, methods in ((mo, ["get"]), (sam, ["get"]), (eve, ["get", "post"])):
        client = signed_in(other)
        for address, absent in pairs:
            for method in methods:
                answers = [getattr(client, method)(where) for where in (address, absent)]
                assert [answer.status_code for answer in answers] in ([404, 404], [405, 405]), (other, address)
                said = [re.sub(r'(nonce|value)="[^"]+"', "", answer.content.decode()) for answer in answers]
                assert said[0].replace(address, absent) == said[1]
        assert CANARY not in "".join(client.get(page).content.decode() for page in OPEN_PAGES)


def test_a_copy_of_the_database_tells_nothing(nia: User) -> None:
    keep_everything(nia, CANARY)
    with connection.cursor() as cursor:
        for model in (CheckIn, CheckInChoices, Milestone, GoodThing, CloseOne, Boundary, OwnDay, OwnStarters):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # names of ours
            [row] = cursor.fetchall()
            shown = b" ".join(bytes(part) if isinstance(part, memoryview) else str(part).encode() for part in row)
            for word in (CANARY, "2025-10-07", "2026-11-14", "free", "win", "unwilling"):
                assert word.encode() not in shown, (model, word)


def test_what_is_kept_goes_with_its_person_alone(nia: User) -> None:
    other = make_user("other")
    for user in (nia, other):
        keep_everything(user, CANARY)
    gone = nia.pk
    nia.delete()
    assert not is_anything_left(gone)
    assert is_anything_left(other.pk)
