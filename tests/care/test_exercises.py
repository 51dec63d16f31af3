"""Some minutes of something else: for everybody, without sound, motion, script or connection."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.care.rules.exercises import EXERCISES
from apps.care.rules.numbers import pieces

ADDRESSES = {name: reverse("care:exercise", args=[name]) for name in EXERCISES}


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_open_to_everybody_and_all_in_words(client: Client, db: None, name: str) -> None:
    for language, title in (("en", "Help"), ("es", "Ayuda")):
        page = client.get(ADDRESSES[name], headers={"accept-language": language}).content.decode()
        assert f"<title>{title}</title>" in page
        main = page.split("<main")[1].split("</main>")[0]
        assert len(re.findall("<li>", main)) >= 4
        assert not re.search("<(script|audio|video|img)", main)
        # From one to each of the others, and back to the people who answer.
        assert [address in main for address in ADDRESSES.values()].count(False) == 1
        assert 'href="/help/"' in main


def test_help_leads_to_each_and_the_worker_keeps_each(client: Client, db: None) -> None:
    help_page = client.get("/help/").content.decode()
    worker = client.get(reverse("care:service_worker")).content.decode()
    for address in ADDRESSES.values():
        assert f'href="{address}"' in help_page
        assert f'"{address}"' in worker
    assert client.get("/help/quiet/nothing/").status_code == 404


def test_only_what_the_worker_asks_for_is_marked_as_kept(client: Client, db: None) -> None:
    for address in ("/help/", *ADDRESSES.values()):
        assert "data-kept" not in client.get(address).content.decode()
        assert "data-kept" in client.get(f"{address}?kept=").content.decode()


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("My sister, 020 7946 0018", ["02079460018"]),
        ("+44 (0)20 7946 0018; 116 123.", ["+442079460018", "116123"]),
        ("Dr Ash (555) 010-9999, after 4", ["5550109999"]),
        ("01 99 00 12 34", ["0199001234"]),
        ("Since 2026-11-23, 10:30 to 12:45, 10-12 14-16, 12.50, 22/11/2026, room 12", []),
        ("1234567890123456789", []),
    ],
)
def test_numbers_in_what_somebody_wrote_can_be_called(words: str, numbers: list[str]) -> None:
    found = list(pieces(words))
    assert "".join(piece for piece, _number in found) == words
    assert [number for _piece, number in found if number] == numbers
