"""Three quiet questions, each of which can be passed."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Topic, TopicInterest
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(client: Client) -> User:
    user = make_user("new", time_zone="", welcomed_at=None)
    client.force_login(user)
    return user


@pytest.fixture
def topics(db: None) -> list[Topic]:
    return [
        Topic.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]
        for slug in ("quiet-one", "quiet-two")
    ]


def test_the_zone_the_browser_named_is_proposed_by_its_clock(client: Client, new: User) -> None:
    from zoneinfo import ZoneInfo

    client.cookies["tz"] = "Asia/Kolkata"
    before = timezone.now()
    page = client.get("/welcome/").content.decode()
    # A minute may have turned meanwhile.
    clocks = [moment.astimezone(ZoneInfo("Asia/Kolkata")) for moment in (before, timezone.now())]
    assert any(clock.strftime("Is it %-I:%M %p where you are?") in page for clock in clocks)
    assert "Yes, Kolkata time" in page


def test_without_a_known_zone_the_places_are_listed(client: Client, new: User) -> None:
    client.cookies["tz"] = "Mars/Olympus"
    page = client.get("/welcome/").content.decode()
    assert "What time is it where you are?" in page
    assert 'value="Europe/London"' in page


def test_every_answer_is_kept_and_leads_to_groups_on_the_topics(client: Client, new: User, topics: list[Topic]) -> None:
    client.cookies["tz"] = "Asia/Kolkata"
    answer = client.post(
        "/welcome/", {"topics": ["quiet-one", "quiet-two"], "clock": "Asia/Kolkata", "is_discreet": "yes"}
    )
    assert answer.headers["Location"] == "/groups/?topic=quiet-one&topic=quiet-two"
    new.refresh_from_db()
    assert (new.time_zone, new.is_discreet) == ("Asia/Kolkata", True)
    assert new.welcomed_at is not None
    assert set(TopicInterest.objects.filter(user=new).values_list("topic", flat=True)) == {t.pk for t in topics}


def test_another_place_can_be_chosen(client: Client, new: User) -> None:
    client.cookies["tz"] = "Asia/Kolkata"
    client.post("/welcome/", {"clock": "other", "time_zone": "Europe/Madrid"})
    new.refresh_from_db()
    assert new.time_zone == "Europe/Madrid"


@pytest.mark.parametrize("answers", [{}, {"pass": "all", "is_discreet": "yes", "time_zone": "Europe/Madrid"}])
def test_passing_keeps_nothing_and_goes_on(client: Client, new: User, answers: dict[str, str]) -> None:
    assert client.post("/welcome/", answers).headers["Location"] == "/groups/"
    new.refresh_from_db()
    assert (new.time_zone, new.is_discreet) == ("", False)
    assert new.welcomed_at is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topics", "no-such-topic"),
        ("topics", "\0"),
        ("topics", "x" * 10_000),
        ("clock", "\0"),
        ("clock", "Mars/Olympus"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "\0"),
        ("is_discreet", "perhaps"),
        ("is_discreet", "\0"),
    ],
)
def test_bad_input_loses_nothing_and_says_why(
    client: Client, new: User, topics: list[Topic], name: str, value: str
) -> None:
    client.cookies["tz"] = "Asia/Kolkata"
    answers = {"topics": "quiet-one", "clock": "other", "time_zone": "Europe/Madrid"} | {name: value}
    answer = client.post("/welcome/", answers)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "field__error" in page
    if name != "topics":
        assert 'value="quiet-one"' in page
        assert "checked" in page
    new.refresh_from_db()
    assert new.welcomed_at is None


def test_saying_no_and_choosing_nothing_asks_once_more(client: Client, new: User) -> None:
    client.cookies["tz"] = "Asia/Kolkata"
    assert "Please choose a place" in client.post("/welcome/", {"clock": "other"}).content.decode()
