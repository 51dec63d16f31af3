"""Milestones from another counter: read kindly, shown first, kept together or not at all."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import Invalid
from apps.journey.errors import AsManyAsFit
from apps.journey.models import Milestone
from apps.journey.rules.milestone_lines import EitherWay, First, cells_in, day_of, kind_of
from apps.journey.services import milestones
from apps.journey.services.milestone_import import Reading, keep_all, look_at
from tests.journey.keeping import TODAY

WHERE = "/journey/milestones/importing/"


def test_dates_are_read_as_people_write_them_and_never_guessed() -> None:
    first_of_march = (
        *("2020-03-01", "2020/3/1", "2020-03-01T23:59:00-05:00", "2020-03-01 08:15", "1.3.2020", "01.03.2020"),
        *("1 March 2020", "March 1, 2020", "Mar 1st 2020", "1. Mar. 2020", "1 de marzo de 2020", "1 MAR 2020"),
    )
    assert {day_of(words, None) for words in first_of_march} == {date(2020, 3, 1)}
    assert day_of("31/12/2020", None) == day_of("12/31/2020", None) == date(2020, 12, 31)
    assert day_of("5/5/2020", None) == date(2020, 5, 5)
    assert (day_of("3/4/2020", First.DAY), day_of("3/4/2020", First.MONTH)) == (date(2020, 4, 3), date(2020, 3, 4))
    with pytest.raises(EitherWay):
        day_of("3/4/2020", None)
    for none in ("", "soon", "30.2.2020", "2020-13-01", "1 Brumaire 1800", "13/13/2020", "3/4/20", "0000-01-01"):
        with pytest.raises(ValueError, match=r".*") as caught:
            day_of(none, First.DAY)
        assert not isinstance(caught.value, EitherWay)


def test_lines_are_read_in_whatever_order_their_headings_say() -> None:
    ours = 'Sober,free,2020-03-01\n\n"Mum, who sang",Birthday,12.5.1950\nMoved,"March 1, 2020"\nMet,since,March 1, 2020'
    assert [(one.number, one.name, one.kind, one.day) for one in cells_in(ours)] == [
        (1, "Sober", "free", "2020-03-01"),
        (3, "Mum, who sang", "Birthday", "12.5.1950"),
        (4, "Moved", "", "March 1, 2020"),
        (5, "Met", "since", "March 1, 2020"),
    ]
    theirs = "Start Date;Colour;Title\n2020-03-01;blue;Sober\n;;Only a name"
    assert [(one.name, one.kind, one.day) for one in cells_in(theirs)] == [
        ("Sober", "", "2020-03-01"),
        ("Only a name", "", ""),
    ]
    assert [one.name for one in cells_in("A\tfree\t2020-03-01")] == ["A"]
    assert [kind_of(word) for word in ("Sobriety", "CUMPLEAÑOS", "countdown", "purple")] == [
        "free",
        "remembrance",
        "goal",
        None,
    ]


@pytest.mark.django_db
def test_days_are_shown_before_they_are_kept_and_nothing_typed_is_lost(client: Client, nia: User) -> None:
    client.force_login(nia)
    wrong = "Sober, free, 2020-03-01\n, since, 2020-03-01\nA, purple, 2020-03-01\nB, since, 3/4/2020\nC, free, 2150-01-01\nD, free, soon\nE, since"
    page = client.post(WHERE, {"lines": wrong, "kind": "since", "act": "keep"}).content.decode()
    for words in (
        *("Line 2: There is no name.", "Line 3: “purple”", "Line 4: “3/4/2020” can be two days"),
        *("Line 5: That day has not come yet.", "Line 6: “soon” is no date", "Line 7: There is no date."),
        *("1 March 2020", "E, since</textarea>"),
    ):
        assert words in page.replace("&quot;", '"')
    assert 'value="keep"' not in page
    mark = re.search(r'name="shown" value="(\w+)"', page)
    assert mark
    sent = {"lines": wrong, "kind": "since", "act": "keep", "shown": mark[1]}
    assert client.post(WHERE, sent).status_code == 422, "while one line is in doubt nothing is kept"
    assert not Milestone.objects.exists()


@pytest.mark.django_db
def test_a_file_is_read_too_and_what_was_shown_is_kept_once(client: Client, nia: User) -> None:
    client.force_login(nia)
    file = SimpleUploadedFile("mine.csv", "Señal de salida;12.5.1950\r\n".encode("cp1252"))
    sent = {"lines": "Moved, 3/4/2020", "first": "month", "kind": "remembrance"}
    page = client.post(WHERE, sent | {"file": file}).content.decode()
    assert "Señal de salida;12.5.1950" in page, "what was in the file can be worked on"
    lines = "Moved; 3/4/2020\nMoved; 3/4/2020\nSeñal de salida;12.5.1950\nWalk; goal;"
    sent = {"lines": lines, "first": "month", "kind": "remembrance", "act": "keep", "shown": "another"}
    page = client.post(WHERE, sent).content.decode()
    assert not Milestone.objects.exists(), "what was not shown is not kept"
    sent["shown"] = re.findall(r'name="shown" value="(\w+)"', page)[0]
    assert client.post(WHERE, sent).headers["Location"] == "/journey/"
    assert sorted((one.kind, one.name, one.day) for one in Milestone.objects.all()) == [
        ("goal", "Walk", None),
        ("remembrance", "Moved", date(2020, 3, 4)),
        ("remembrance", "Señal de salida", date(1950, 5, 12)),
    ]
    client.post(WHERE, sent)
    assert Milestone.objects.count() == 3, "a second click finds them there"
    assert "You keep all of these already" in client.post(WHERE, sent | {"act": "look"}).content.decode()
    for nothing in (
        {"kind": "since"},
        {"kind": "since", "file": SimpleUploadedFile("picture.csv", b"\0\1\2")},
        {"kind": "since", "file": SimpleUploadedFile("long.csv", b"a" * 40_000)},
        {"kind": "since", "lines": "a" * 40_000},
    ):
        assert client.post(WHERE, nothing).status_code == 422


@pytest.mark.django_db
def test_all_of_them_are_kept_or_none(nia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milestones, "MOST_MILESTONES", 2)
    three = Reading("A,2020-03-01\nB,2020-03-01\nC,2020-03-01", "since")
    with pytest.raises(AsManyAsFit):
        keep_all(nia, three, today=TODAY)
    with pytest.raises(Invalid):
        keep_all(nia, Reading("A,2020-03-01\nB,soon", "since"), today=TODAY)
    assert not Milestone.objects.exists()
    far = Reading("\n".join(f"A{number},2020-03-01" for number in range(402)), "since")
    assert "more than can be read" in look_at(nia, far, timezone.localdate()).doubts[0].words
