"""The planning form: every rhythm, what is wrong with it in words, its next dates before it is kept, and two at once."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Meeting, MeetingSeries
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series
from tests.meetings.test_pages import page, signed_in, url


def next_monday() -> date:
    today = timezone.now().date()
    return today + timedelta(days=7 - today.weekday())


def filled_in(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Slow Monday",
        "description": "Kept words",
        "kind": "discussion",
        "format": "voice",
        "starts_on": str(next_monday()),
        "repeats": "weekly",
        "local_time": "19:00",
        "time_zone": "America/New_York",
        "minutes": "60",
        "is_open_to_newcomers": "on",
    } | changes


def planning_url(group: Group) -> str:
    return reverse("meetings:group_meetings", args=[group.public_id])


def series_url(series: MeetingSeries) -> str:
    return reverse("meetings:series_change", args=[series.group.public_id, series.public_id])


def sent(user: User, address: str, **changes: Any) -> Any:
    response: Any = signed_in(user).post(address, filled_in(**changes))
    return response


def inputs_of(response: Any) -> dict[str, Any]:
    """Return what the form of a page would send as it stands."""
    form = response.context["form"]
    return {field.html_name: _as_sent(field.value()) for field in form if field.value() not in (None, "", False)}


def _as_sent(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return getattr(value, "public_id", value)


# ---- every rhythm


@pytest.mark.parametrize(
    ("changes", "recurrence"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=MO"),
        ({"interval": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ({"weekdays": ["3", "0"]}, "FREQ=WEEKLY;BYDAY=MO,TH"),
        ({"repeats": "daily", "interval": "1"}, "FREQ=DAILY"),
        ({"repeats": "daily", "interval": "3"}, "FREQ=DAILY;INTERVAL=3"),
        ({"repeats": "monthly_last"}, "FREQ=MONTHLY;BYDAY=-1MO"),
        ({"repeats": "monthly_last", "interval": "2"}, "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1MO"),
        ({"repeats": "monthly_last_day"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
)
def test_every_rhythm_can_be_planned(changes: dict[str, Any], recurrence: str, alice: User, group: Group) -> None:
    assert sent(alice, planning_url(group), **changes).status_code == HTTPStatus.FOUND

    series = MeetingSeries.objects.get()
    assert series.recurrence == recurrence
    first = series.meetings.earliest("starts_at")
    assert first.occurs_on == series.starts_on >= next_monday()


def test_by_date_and_by_weekday_follow_from_the_first_day(alice: User, group: Group) -> None:
    day = next_monday()
    sent(alice, planning_url(group), repeats="monthly")
    sent(alice, planning_url(group), repeats="monthly_date")

    by_weekday, by_date = MeetingSeries.objects.order_by("pk")
    nth = (day.day - 1) // 7 + 1
    assert by_weekday.recurrence == f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}MO"
    assert by_date.recurrence == f"FREQ=MONTHLY;BYMONTHDAY={day.day}"


def test_a_number_of_times_becomes_the_day_of_the_last(alice: User, group: Group) -> None:
    first, skipped = next_monday(), next_monday() + timedelta(weeks=1)

    sent(alice, planning_url(group), count="3", skipped_days=[str(skipped)])

    series = MeetingSeries.objects.get()
    assert series.ends_on == first + timedelta(weeks=3)
    assert [one.occurs_on for one in series.meetings.all()] == [first + timedelta(weeks=week) for week in (0, 2, 3)]
    assert "Until " in page(signed_in(alice), series_url(series))


def test_exceptions_and_extra_days_are_kept(alice: User, group: Group) -> None:
    first = next_monday()
    extra = [first + timedelta(days=9), first + timedelta(days=2)]

    sent(alice, planning_url(group), skipped_days=[str(first), ""], extra_days=[*map(str, extra), ""])

    series = MeetingSeries.objects.get()
    assert (series.skipped_days, series.extra_days) == ([first], sorted(extra))
    assert series.meetings.earliest("starts_at").occurs_on == extra[1]


# ---- what is wrong, in words


def later(days: int) -> str:
    return str(next_monday() + timedelta(days=days))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (lambda: {"ends_on": later(-1)}, "ends_on", "comes before the first"),
        (lambda: {"weekdays": ["1"], "ends_on": later(0)}, "ends_on", "would never take place"),
        (lambda: {"ends_on": later(7), "count": "3"}, "count", "a last day already"),
        (lambda: {"count": "0"}, "count", ""),
        (lambda: {"count": "9" * 20}, "count", ""),
        (lambda: {"interval": "0"}, "interval", ""),
        (lambda: {"interval": "13"}, "interval", ""),
        (lambda: {"weekdays": ["7"]}, "weekdays", ""),
        (lambda: {"weekdays": ["MO\0"]}, "weekdays", ""),
        (lambda: {"repeats": "monthly", "weekdays": ["1"]}, "weekdays", "Every week"),
        (lambda: {"skipped_days": [later(1)]}, "skipped_days", "There is no meeting on Tuesday"),
        (lambda: {"skipped_days": [later(14)], "ends_on": later(7)}, "skipped_days", "There is no meeting on Monday"),
        (lambda: {"skipped_days": [later(0)], "ends_on": later(0)}, "skipped_days", "Every day is left out"),
        (lambda: {"skipped_days": ["tomorrow"]}, "skipped_days", "“tomorrow” is not a day"),
        (lambda: {"skipped_days": ["2027-02-30"]}, "skipped_days", "is not a day"),
        (lambda: {"skipped_days": ["\0" * 99]}, "skipped_days", "is not a day"),
        (
            lambda: {"skipped_days": [str(date(2026, 1, 1) + timedelta(days=n)) for n in range(50)]},
            "skipped_days",
            "40",
        ),
        (lambda: {"extra_days": [later(7)]}, "extra_days", "There is a meeting on Monday"),
        (lambda: {"extra_days": ["2020-01-01"]}, "extra_days", "is over"),
        (lambda: {"extra_days": ["9999-12-31"]}, "extra_days", "more than two years away"),
        (lambda: {"place": "The old mill"}, "place", "on a screen alone"),
        (lambda: {"place": "x" * 300, "kind": "social"}, "place", ""),
        (lambda: {"language": "tlh"}, "language", ""),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    changes: Any, field: str, sentence: str, alice: User, group: Group
) -> None:
    typed = changes()
    response = sent(alice, planning_url(group), **typed)

    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {field}
    assert sentence in str(form.errors[field])
    seen = response.content.decode()
    assert "Kept words" in seen
    assert '<details class="fold" open>' in seen
    if field in {"skipped_days", "extra_days"} and "\0" not in typed[field][0]:
        assert f'value="{typed[field][0]}"' in seen
    assert not MeetingSeries.objects.exists()


def test_what_is_over_today_is_not_planned(alice: User, group: Group) -> None:
    today = timezone.now().date()

    response = sent(
        alice, planning_url(group), starts_on=str(today - timedelta(days=1)), repeats="once", local_time="00:00"
    )

    assert "This moment is over" in str(response.context["form"].errors["local_time"])


# ---- the next dates before it is kept


def test_a_button_shows_the_next_five_dates_and_keeps_nothing(alice: User, group: Group) -> None:
    response = sent(alice, planning_url(group) + "?preview", title="", interval="2", weekdays=["0", "3"])

    assert response.status_code == 200
    seen = response.content.decode()
    assert "Every second week on Mondays and Thursdays, 19:00 in New York" in seen
    assert len(response.context["preview"].dates) == 5
    assert "field__error" not in seen
    assert "Kept words" in seen
    assert not MeetingSeries.objects.exists()


def test_the_same_dates_come_as_a_fragment_while_somebody_types(alice: User, group: Group) -> None:
    client = signed_in(alice)

    answer = client.post(planning_url(group) + "?preview", filled_in(count="2"), headers={"HX-Request": "true"})
    too_early = client.post(planning_url(group) + "?preview", filled_in(starts_on=""), headers={"HX-Request": "true"})

    assert answer.content.decode().count("<li>") == 2
    assert "<html" not in answer.content.decode()
    assert "A first day and a time are enough" in too_early.content.decode()


def test_whoever_may_not_plan_sees_no_dates(bob: User, group: Group) -> None:
    assert sent(bob, planning_url(group) + "?preview").status_code == HTTPStatus.FORBIDDEN


# ---- changing it


def test_a_form_sent_back_as_it_stands_changes_nothing(alice: User, group: Group) -> None:
    client = signed_in(alice)
    client.post(
        planning_url(group),
        filled_in(
            interval="2",
            weekdays=["0", "3"],
            extra_days=[later(1)],
            skipped_days=[later(3)],
            kind="social",
            place="Mill",
        ),
    )
    series = MeetingSeries.objects.get()
    # A place is sealed anew with every change: what it says is compared.
    before = MeetingSeries.objects.filter(pk=series.pk).values().get() | {"place": series.place}
    rows = list(series.meetings.values_list("pk", "occurs_on", "starts_at", "state"))

    assert client.post(series_url(series), inputs_of(client.get(series_url(series)))).status_code == HTTPStatus.FOUND

    after = MeetingSeries.objects.get()
    assert MeetingSeries.objects.filter(pk=series.pk).values().get() | {"place": after.place} == before
    assert list(series.meetings.values_list("pk", "occurs_on", "starts_at", "state")) == rows


def test_other_weekdays_keep_to_the_same_second_week(alice: User, group: Group) -> None:
    client = signed_in(alice)
    client.post(planning_url(group), filled_in(interval="2", starts_on=later(3)))
    series = MeetingSeries.objects.get()
    assert series.recurrence == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"

    client.post(series_url(series), inputs_of(client.get(series_url(series))) | {"weekdays": ["0", "3"]})

    series.refresh_from_db()
    assert [str(day) for day in series.meetings.values_list("occurs_on", flat=True)[:4]] == [
        later(3),
        later(14),
        later(17),
        later(28),
    ]


def test_from_a_meeting_on_it_is_changed_on_a_page_of_its_own(alice: User, group: Group) -> None:
    client = signed_in(alice)
    client.post(planning_url(group), filled_in())
    first, second, *_rest = Meeting.objects.order_by("occurs_on")

    address = url("meeting_following", second)
    shown = client.get(address)
    assert shown.context["form"]["starts_on"].value() == second.occurs_on
    refused: Any = client.post(address, inputs_of(shown) | {"starts_on": str(first.occurs_on)})
    assert set(refused.context["form"].errors) == {"starts_on"}
    assert client.post(address, inputs_of(shown) | {"local_time": "20:30"}).status_code == HTTPStatus.FOUND

    old, new = MeetingSeries.objects.order_by("pk")
    assert (old.ends_on, new.starts_on) == (second.occurs_on - timedelta(days=1), second.occurs_on)
    assert Meeting.objects.get(pk=second.pk).series == new


def test_whoever_kept_a_form_open_is_told_that_somebody_else_changed_it_and_loses_nothing(
    alice: User, group: Group
) -> None:
    client = signed_in(alice)
    client.post(planning_url(group), filled_in())
    series = MeetingSeries.objects.get()
    opened = inputs_of(client.get(series_url(series)))
    client.post(series_url(series), opened | {"title": "Somebody else's"})

    late: Any = client.post(series_url(series), opened | {"title": "Mine"})
    assert late.status_code == 422
    assert "Somebody else changed this while you were writing" in late.content.decode()
    assert 'value="Mine"' in late.content.decode()
    series.refresh_from_db()
    assert series.title == "Somebody else's"

    assert client.post(series_url(series), inputs_of(late)).status_code == HTTPStatus.FOUND
    series.refresh_from_db()
    assert series.title == "Mine"


def test_one_meeting_opened_by_two_tells_the_second(alice: User, group: Group) -> None:
    client = signed_in(alice)
    meeting = make_meeting(group, starts_in=timedelta(days=3))
    opened = inputs_of(client.get(url("meeting_change", meeting)))
    client.post(url("meeting_change", meeting), opened | {"own_title": "First"})

    late: Any = client.post(url("meeting_change", meeting), opened | {"own_title": "Second", "minutes": "45"})
    assert late.status_code == 422
    assert client.post(url("meeting_change", meeting), inputs_of(late)).status_code == HTTPStatus.FOUND

    meeting.refresh_from_db()
    assert (meeting.title, meeting.ends_at - meeting.starts_at) == ("Second", timedelta(minutes=45))


def test_a_cancelled_meeting_is_brought_back_from_its_page(alice: User, group: Group) -> None:
    client = signed_in(alice)
    meeting = make_meeting(group, starts_in=timedelta(days=3), state=Meeting.State.CANCELLED)

    assert "Bring it back" in page(client, url("meeting_change", meeting))
    assert "Bring it back" in page(client, series_url(meeting.series))
    assert client.post(url("meeting_restore", meeting)).status_code == HTTPStatus.FOUND

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED


# ---- a place


def test_a_place_is_shown_to_those_alone_who_said_yes(
    alice: User, bob: User, carol: User, eve: User, group: Group
) -> None:
    series = make_series(group, kind="social", place="The old mill, by the weir")
    meeting = make_meeting(group, series=series)
    make_rsvp(meeting, membership_of(bob, group))
    make_rsvp(meeting, membership_of(carol, group), "maybe")

    seen = page(signed_in(bob), url("meeting", meeting))
    assert "The old mill, by the weir" in seen
    assert "Go where other people are" in seen
    for client in (signed_in(carol), signed_in(eve), Client()):
        for address in (url("meeting", meeting), "/meetings/", planning_url(group)):
            assert b"old mill" not in client.get(address).content


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("mo", 403), ("eve", 404), ("nia", 404), ("nobody", 302)])
def test_others_reach_neither_page(who: str, status: int, group: Group, request: pytest.FixtureRequest) -> None:
    Group.objects.update(is_listed=False)
    meeting = make_meeting(group, state=Meeting.State.CANCELLED)
    client = Client() if who == "nobody" else signed_in(request.getfixturevalue(who))

    for address in (url("meeting_following", meeting), url("meeting_restore", meeting)):
        assert client.post(address, filled_in()).status_code == status
    assert Meeting.objects.get().state == "cancelled"
    assert MeetingSeries.objects.count() == 1
