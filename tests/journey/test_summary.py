"""What a member takes to a professional: what they chose, as it was shown, and kept nowhere."""

import logging
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.care.rules.plans import mark_of
from apps.care.services.plans import keep_part
from apps.journey.services.summary import Chosen, Part, as_text, compose
from apps.journey.services.summary_pdf import as_pdf, unprintable
from tests.journey.keeping import TODAY, begin, keep_everything

PAGE = reverse("journey:summary")
MARK = re.compile(r'name="shown" value="(\w*)"')
WORDS = "Quokka"

pytestmark = pytest.mark.django_db


def sent(client: Client, **chosen: object) -> str:
    return client.post(PAGE, {"act": "show", **chosen}).content.decode()


def preview_of(page: str) -> str:
    return page.partition('id="preview"')[2].partition("</section>")[0]


def test_nothing_is_chosen_beforehand_and_nothing_chosen_is_nothing(client: Client, bob: User) -> None:
    client.force_login(bob)
    assert "has_slips" not in client.get(PAGE).content.decode()
    keep_everything(bob, WORDS)
    keep_part(bob, "signs", WORDS, drawn_from=mark_of(""))
    page = client.get(PAGE).content.decode()
    assert re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', page) == [("days", "0")]
    assert compose(bob, Chosen(), TODAY) == []
    said = sent(client, days="0")
    assert preview_of(said) == ""
    assert "Nothing is chosen yet" in said


def test_each_piece_brings_itself_alone(bob: User) -> None:
    ids = keep_everything(bob, "Zorilla")
    keep_part(bob, "signs", "I stop answering", drawn_from=mark_of(""))
    keep_part(bob, "reasons", "The dog", drawn_from=mark_of(""))
    today = timezone.localdate()

    def said(**chosen: object) -> str:
        return as_text(compose(bob, Chosen(**chosen), today), today)  # type: ignore[arg-type]

    nothing = said()
    assert "I stop answering" in said(plan=["signs"])
    assert "The dog" not in said(plan=["signs"])
    assert "Heavy" in said(days=14)
    assert "Zorilla" not in said(days=14)
    assert said(days=14, has_going_on=True).count("Zorilla") == 1
    assert said(days=14, has_going_on=True, has_notes=True).count("Zorilla") == 2
    assert said(has_going_on=True, has_notes=True, has_slips=True) == nothing
    assert said(good_things=[ids["good_id"]]).count("Zorilla") == 1
    assert "Hello" in said(words=" Hello ")
    assert said(good_things=["1" * 12], milestones=["x"], plan=["nonsense"], words="  \n") == nothing


def test_hard_days_are_told_only_when_chosen(bob: User) -> None:
    ids = keep_everything(bob, "Zorilla")
    without = as_text(compose(bob, Chosen(milestones=[ids["milestone_id"]]), TODAY), TODAY)
    assert "Since 7 October 2025." in without
    for word in ("days in all", "since.", "hard", "14 November"):
        assert word not in without
    whole = as_text(compose(bob, Chosen(milestones=[ids["milestone_id"]], has_slips=True), TODAY), TODAY)
    assert "412 days in all; 9 since." in whole
    assert "A day that was hard: 14 November 2026. Zorilla" in whole
    quiet = begin(bob, "By the sea")
    chosen = Chosen(milestones=[quiet.public_id], has_slips=True)
    assert "412 days in all" in as_text(compose(bob, chosen, TODAY), TODAY)
    quiet.shows_number = False
    quiet.save()
    assert "in all" not in as_text(compose(bob, chosen, TODAY), TODAY)


def test_what_leaves_is_what_was_shown_and_nothing_is_written_down(client: Client, bob: User, carol: User) -> None:
    ids, theirs = keep_everything(bob, WORDS), keep_everything(carol, "Numbat")
    client.force_login(bob)
    client.get(PAGE)
    chosen = {"milestones": ids["milestone_id"], "words": "¿Qué me ayuda? “Señales” <b>"}
    assert client.post(PAGE, {"act": "pdf", **chosen})["Content-Type"].startswith("text/html")
    page = sent(client, **chosen)
    assert "“Señales” &lt;b&gt;" in preview_of(page)
    mark = MARK.search(page)
    assert mark
    with CaptureQueriesContext(
        connection,
    ) as asked:
        text, pdf = (client.post(PAGE, {"act": act, "shown": mark[1], **chosen}) for act in ("text", "pdf"))
    assert [one["sql"] for one in asked if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    for answer, name in ((text, "notes.txt"), (pdf, "notes.pdf")):
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Cache-Control"] == "private, no-store"
    assert "¿Qué me ayuda? “Señales” <b>" in text.content.decode()
    assert pdf.content.startswith(b"%PDF-")
    # Another choice, or something that changed meanwhile, is shown first.
    other = client.post(PAGE, {"act": "text", "shown": mark[1], **chosen, "words": "Another"})
    assert "so it did not leave" in other.content.decode()
    stolen = client.post(PAGE, {"act": "text", "shown": "", "milestones": theirs["milestone_id"]})
    assert stolen.status_code == 422
    assert "Numbat" not in stolen.content.decode()
    assert client.post(PAGE, {"words": "a\0b"}).status_code == 422


def test_pdf_has_our_letters_and_no_log_has_them(caplog: pytest.LogCaptureFixture) -> None:
    letters = "áéíóúüñÑ¿¡“”’–…€ßœłşč"
    assert unprintable(f"{letters} e\u0301\n") == []
    assert unprintable("a🙂b🙂Я") == ["🙂", "Я"]
    logging.getLogger().setLevel(logging.INFO)
    pdf = as_pdf([Part("Título", [letters, "🙂 a\tb", "word " * 3000])], date(2026, 11, 23))
    assert caplog.records == []
    # The table by which readers and their search know which shape is which letter.
    assert [letter for letter in letters if f"<{ord(letter):04X}>".encode() not in pdf] == []
    assert b"beside" not in pdf.lower()
    assert pdf.count(b"/Type /Page\n") > 3
