"""Mornings and evenings: for whoever wants them, by their own clock, in quiet, and nothing said of missing ones."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.packing import rows_of
from apps.journey import tasks
from apps.journey.errors import EveningTooEarly
from apps.journey.models import OwnDay, OwnTimes
from apps.journey.rules.own_days import OwnClock, Part
from apps.journey.services import own_data
from apps.journey.services.next_step import Step, next_step
from apps.journey.services.own_days import Said, Times, keep_own_day, keep_times, open_part
from apps.journey.services.own_days_telling import still_of_today, tell_of_days
from apps.notifications.models import Notice, QuietHours
from apps.notifications.rules.kinds import Way

LONDON, KOLKATA = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEVEN_AND_TEN = Times(time(7), time(22))


def at(text: str, zone: ZoneInfo = LONDON, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


# ---------------------------------------------------------------- by the clock on the wall


def test_a_night_belongs_to_the_day_before_it() -> None:
    clocks = {
        OwnClock(time(7), time(22), LONDON): {"2026-11-23T04:59": 22, "2026-11-23T05:00": 23, "2026-11-24T00:30": 23},
        OwnClock(None, None, LONDON): {"2026-11-23T03:59": 22, "2026-11-23T04:00": 23},
        OwnClock(time(20), time(5), LONDON): {"2026-11-23T17:59": 22, "2026-11-23T18:00": 23, "2026-11-24T05:30": 23},
        OwnClock(time(1), None, LONDON): {"2026-11-23T00:00": 23, "2026-11-22T23:59": 22},
    }
    for clock, days in clocks.items():
        for wall, day in days.items():
            assert clock.day_at(at(wall)) == date(2026, 11, day), (clock, wall)
    fits = {(7, 22): True, (7, 1): True, (20, 5): True, (7, 7): False, (7, 6): False, (7, 5): False, (20, 19): False}
    assert {pair: OwnClock(time(pair[0]), time(pair[1]), LONDON).fits for pair in fits} == fits


def test_moments_are_those_of_the_wall_in_every_night_in_which_clocks_change() -> None:
    clock = OwnClock(time(1, 30), time(22), LONDON)
    twice = at("2026-10-25T01:30"), at("2026-10-25T01:30", fold=1)
    assert twice[1] - twice[0] == HOUR
    assert clock.next_after(Part.MORNING, at("2026-10-24T12:00")) == twice[0]
    assert clock.next_after(Part.MORNING, twice[0]) == at("2026-10-26T01:30"), "once a day, although it comes twice"
    left_out = clock.next_after(Part.MORNING, at("2026-03-28T12:00"))
    assert left_out == datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "half past two on the wall, which leaves out an hour"
    assert clock.next_after(Part.EVENING, at("2026-10-25T12:00")) == datetime(2026, 10, 25, 22, tzinfo=UTC)
    assert clock.last_until(Part.EVENING, at("2026-10-25T12:00")) == datetime(2026, 10, 24, 21, tzinfo=UTC)
    assert OwnClock(time(7), None, LONDON).next_after(Part.EVENING, twice[0]) is None
    parts = {
        "06:59": None,
        "07:00": "morning",
        "12:59": "morning",
        "13:00": None,
        "22:00": "evening",
        "23:59": "evening",
    }
    day = OwnClock(time(7), time(22), KOLKATA)
    assert {wall: day.open_part(at(f"2026-11-23T{wall}", KOLKATA)) for wall in parts} == parts


# ---------------------------------------------------------------- a word at that time


def due(user: User, chosen: Times = SEVEN_AND_TEN, *, zone: str = "Europe/London") -> datetime:
    """Let this person, who lives there, want these times, and return seven in the morning of the next day."""
    User.objects.filter(pk=user.pk).update(time_zone=zone)
    user.refresh_from_db()
    keep_times(user, chosen, now=at("2026-11-22T12:00"))
    return at("2026-11-23T07:00", ZoneInfo(zone))


def kinds(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).values_list("kind", flat=True))


@pytest.mark.django_db
def test_a_word_comes_once_and_the_one_that_was_let_pass_does_not_lie_there(nia: User) -> None:
    keep_times(nia, Times(), now=timezone.now())
    assert not OwnTimes.objects.exists()
    seven = due(nia)
    assert OwnTimes.objects.get().evening_next == at("2026-11-22T22:00")
    assert tell_of_days(now=at("2026-11-22T22:00")) == 1
    assert [tell_of_days(now=seven - timedelta(minutes=1)), tell_of_days(now=seven), tell_of_days(now=seven)] == [
        0,
        1,
        0,
    ]
    assert kinds(nia) == ["own_morning"]
    notice = Notice.objects.get()
    assert (notice.wants_mail, notice.push_at, notice.details) == (False, None, {"day": date(2026, 11, 23).toordinal()})
    keep_own_day(nia, Said(look_back="Enough"), now=seven + HOUR)
    assert tell_of_days(now=at("2026-11-23T22:00")) == 0, "whoever looked back already is not asked to"
    keep_times(nia, Times(morning_at=time(7), goes_outside=True), now=at("2026-11-23T23:00"))
    assert kinds(nia) == []
    assert tell_of_days(now=seven + DAY) == 1
    assert Notice.objects.get().wants_mail
    User.objects.filter(pk=nia.pk).update(is_active=False)
    assert tell_of_days(now=seven + 2 * DAY) == 0


@pytest.mark.django_db
def test_quiet_hours_hold_it_back_and_what_is_late_does_not_come(nia: User) -> None:
    seven = due(nia)
    quiet = QuietHours.objects.create(user=nia, is_on=True, starts_at=time(21), ends_at=time(8))
    assert tell_of_days(now=at("2026-11-22T23:00")) == tell_of_days(now=seven) == 0
    assert tell_of_days(now=seven + HOUR) == 1, "an hour later it is still morning"
    assert kinds(nia) == ["own_morning"], "and the evening is over"
    QuietHours.objects.filter(pk=quiet.pk).update(ends_at=time(11))
    assert tell_of_days(now=seven + DAY + 4 * HOUR) == 0
    assert OwnTimes.objects.get().morning_next == seven + 2 * DAY
    QuietHours.objects.all().delete()
    User.objects.filter(pk=nia.pk).update(time_zone="America/New_York")
    assert tell_of_days(now=seven + 2 * DAY) == 0, "it is two in the morning where they are now"
    assert tell_of_days(now=at("2026-11-25T07:00", ZoneInfo("America/New_York"))) == 1


@pytest.mark.django_db
def test_a_notice_stands_for_the_present_day_and_as_they_chose(nia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    seven = due(nia)
    tell_of_days(now=seven)
    notices = list(Notice.objects.all())

    def stands(way: Way, moment: datetime) -> bool:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return bool(still_of_today(notices, way))

    assert [stands(way, seven) for way in (Way.PAGE, Way.MAIL, Way.PUSH)] == [True, False, False]
    assert not stands(Way.PAGE, seven + DAY)
    keep_times(nia, Times(SEVEN_AND_TEN.morning_at, None, goes_outside=True), now=seven)
    assert stands(Way.MAIL, seven)
    keep_own_day(nia, Said("A walk"), now=seven)
    assert not stands(Way.PAGE, seven)
    keep_times(nia, Times(), now=seven)
    assert not stands(Way.PAGE, seven)


# ---------------------------------------------------------------- pages


@pytest.mark.django_db
def test_a_day_is_kept_changed_and_taken_away_by_its_owner_alone(client: Client, nia: User, eve: User) -> None:
    client.force_login(nia)
    where = "/journey/days/"
    assert where in client.get("/journey/").content.decode()
    assert client.post(where, {"intention": " A walk ", "look_back": ""}).headers["Location"] == where
    client.post(where, {"intention": "A walk", "look_back": "It rained"})
    day = OwnDay.objects.get()
    assert (day.intention, day.look_back) == ("A walk", "It rained")
    OwnDay.objects.update(day=day.day - timedelta(days=3))
    page = client.get(where).content.decode()
    one = reverse("journey:own_day", args=[day.public_id])
    assert one in page
    assert "It rained" in page
    assert client.post(one, {"intention": "A" * 2001}).status_code == 422
    client.post(one, {"intention": "", "look_back": "It was wide"})
    [belonging] = [known for known in own_data.BELONGINGS if known.model == "journey.OwnDay"]
    assert [kept.look_back for kept in rows_of(belonging, nia)] == ["It was wide"]
    other = Client()
    other.force_login(eve)
    assert other.get(one).status_code == 404
    assert "It was wide" not in other.get(where).content.decode()
    client.post(reverse("journey:own_day_remove", args=[day.public_id]))
    said = client.post(where, {"intention": "", "look_back": " "}, follow=True).content.decode()
    assert not OwnDay.objects.exists()
    assert ("There was nothing to keep" in said, "Kept. Only you" in said) == (True, False)
    client.post(where, {"intention": "A walk"})
    assert "It is gone." in client.post(where, {}, follow=True).content.decode(), "emptied is taken away"


@pytest.mark.django_db
def test_the_page_says_while_the_night_counts_as_the_day_before(client: Client, nia: User) -> None:
    client.force_login(nia)
    OwnTimes.objects.create(user=nia, morning_at=time(7))
    here, words = timezone.localtime(timezone.now(), ZoneInfo(nia.time_zone or "UTC")), "still counts as the day before"
    shown = {}
    for hour in (0, 12):
        moment = here.replace(hour=hour, minute=20, second=0).astimezone(UTC)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
            shown[hour] = client.get("/journey/days/").content.decode()
    assert "Until 05:00 this " + words in shown[0] or "Until 5 a.m. this " + words in shown[0]
    assert words not in shown[12]


@pytest.mark.django_db
def test_times_are_chosen_and_today_asks_for_what_has_come(client: Client, nia: User, monkeypatch: Any) -> None:
    client.force_login(nia)
    where = "/journey/days/times/"
    for wrong in ({"morning_at": "07:00", "evening_at": "06:30"}, {"morning_at": "soon"}):
        assert client.post(where, wrong).status_code == 422
    with pytest.raises(EveningTooEarly):
        keep_times(nia, Times(time(7), time(7)))
    client.post(where, {"morning_at": "07:00", "evening_at": "22:00"})
    kept = OwnTimes.objects.get()
    assert (kept.morning_at, kept.evening_at, kept.goes_outside) == (time(7), time(22), False)
    assert 'value="07:00"' in client.get(where).content.decode()
    seven = due(nia)
    assert [open_part(nia, seven + hours * HOUR) for hours in (-1, 0, 7, 15)] == [None, "morning", None, "evening"]
    keep_own_day(nia, Said("A walk"), now=seven)
    assert open_part(nia, seven) is None
    monkeypatch.setattr("django.utils.timezone.now", lambda: seven + 15 * HOUR)
    assert next_step(nia, date(2026, 11, 23)) == Step(part=Part.EVENING)
    monkeypatch.undo()
    client.post(where, {})
    assert not OwnTimes.objects.exists()
    tasks.tell_of_days()
    assert kinds(nia) == []
