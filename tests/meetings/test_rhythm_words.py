"""Every rhythm in words, in English and Spanish."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from apps.meetings.models import MeetingSeries
from apps.meetings.services.timetables import more_of, preview_of, rhythm_of

TODAY = date(2027, 1, 4)


def a_series(recurrence: str, **fields: object) -> MeetingSeries:
    fields = {
        "local_time": time(19),
        "duration": timedelta(hours=1),
        "time_zone": "Europe/London",
        "starts_on": TODAY,
    } | fields
    return MeetingSeries(recurrence=recurrence, **fields)


@pytest.mark.parametrize(
    ("recurrence", "english", "spanish"),
    [
        ("FREQ=DAILY", "Every day", "Todos los días"),
        ("FREQ=DAILY;INTERVAL=2", "Every second day", "Cada dos días"),
        ("FREQ=DAILY;INTERVAL=3", "Every 3 days", "Cada 3 días"),
        ("FREQ=WEEKLY;BYDAY=MO", "Every week on Mondays", "Cada semana, los lunes"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "Every day", "Todos los días"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
            "Every second week on Mondays and Thursdays",
            "Cada dos semanas, los lunes y los jueves",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,WE,SU",
            "Every 3 weeks on Tuesdays, Wednesdays and Sundays",
            "Cada 3 semanas, los martes, los miércoles y los domingos",
        ),
        ("FREQ=MONTHLY;BYDAY=1FR", "The first Friday of each month", "El primer viernes de cada mes"),
        ("FREQ=MONTHLY;BYDAY=2SA", "The second Saturday of each month", "El segundo sábado de cada mes"),
        ("FREQ=MONTHLY;BYDAY=3MO", "The third Monday of each month", "El tercer lunes de cada mes"),
        ("FREQ=MONTHLY;BYDAY=4MO", "The fourth Monday of each month", "El cuarto lunes de cada mes"),
        ("FREQ=MONTHLY;BYDAY=-1TH", "The last Thursday of each month", "El último jueves de cada mes"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TH",
            "The last Thursday of every second month",
            "El último jueves de un mes sí y otro no",
        ),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "On the 1st of every 3 months", "El día 1 de cada 3 meses"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "On the 31st of each month", "El día 31 de cada mes"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "The last day of each month", "El último día de cada mes"),
    ],
)
def test_a_rhythm_in_words(recurrence: str, english: str, spanish: str) -> None:
    series = a_series(recurrence)

    with translation.override("en"):
        assert rhythm_of(series) == f"{english}, 19:00 in London"
    with translation.override("es"):
        assert rhythm_of(series) == f"{spanish}, 19:00 en London"


def test_what_is_different_in_words() -> None:
    series = a_series(
        "FREQ=MONTHLY;BYMONTHDAY=31",
        ends_on=date(2028, 5, 31),
        skipped_days=[date(2026, 12, 31), date(2027, 1, 31)],
        extra_days=[date(2027, 2, 28), date(2027, 4, 30)],
    )

    with translation.override("en"):
        assert more_of(series, TODAY) == (
            "Months without a 31st are left out. Until Wednesday 31 May 2028. "
            "Not on Sunday 31 January. Also on Sunday 28 February and Friday 30 April."
        )
    with translation.override("es"):
        assert more_of(series, TODAY) == (
            "Los meses sin día 31 se saltan. Hasta el miércoles 31 de mayo de 2028. "
            "No el domingo 31 de enero. También el domingo 28 de febrero y viernes 30 de abril."
        )


def test_one_day_in_words() -> None:
    series = a_series("FREQ=WEEKLY;BYDAY=MO", starts_on=date(2099, 1, 5), ends_on=date(2099, 1, 5))

    assert rhythm_of(series) == "Monday 5 January 2099, 19:00 in London"
    assert more_of(series, TODAY) == ""


def test_one_day_with_others_beside_it_in_words() -> None:
    day = date(2099, 1, 5)
    series = a_series("FREQ=WEEKLY;BYDAY=MO", starts_on=day, ends_on=day, extra_days=[date(2099, 3, 2)])

    assert rhythm_of(series) == "Monday 5 January 2099, 19:00 in London"
    assert more_of(series, TODAY) == "Also on Monday 2 March 2099."


def test_the_next_dates_by_both_clocks_and_where_the_clocks_jump() -> None:
    # Clocks go forward in London on the last Sunday of March at 01:00.
    series = a_series("FREQ=MONTHLY;BYDAY=-1SU", local_time=time(1, 30), starts_on=date(2098, 2, 23))

    preview = preview_of(series, ZoneInfo("Europe/Madrid"))

    assert [one.spoken for one in preview.dates[:2]] == [
        "Sunday 23 February 2098, 01:30",
        "Sunday 30 March 2098, 02:00",
    ]
    assert [one.own_time for one in preview.dates[:2]] == ["02:30 in Madrid", "03:00 in Madrid"]
    assert [one.is_after_gap for one in preview.dates] == [False, True, False, False, False]
    assert len(preview.dates) == 5
