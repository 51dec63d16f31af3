"""What offers company to somebody in danger, and what is a manner of speaking; measured on sentences of another hand."""

import csv
import time
from pathlib import Path

import pytest

from apps.care.rules.crisis_words import sounds_like_crisis

SENTENCES = Path(__file__).parent / "crisis_sentences.csv"
# What was reached on the half that nothing was tuned on; docs/care.md states the figures.
FEWEST_HEARD, MOST_FALSE = 0.25, 0.12


@pytest.mark.parametrize(
    "words",
    [
        "I want to die tonight.",
        "I don’t want to be here anymore",
        "They would be better off without me.",
        "THE PILLS ARE IN FRONT OF ME",
        "My sister wanted to die, and now I want to die too.",
        "i cant go on",
        "Ya no quiero vivir.",
        "Quiero desaparecer",
        "No le veo sentido a seguir",
        "Me voy a matar",
    ],
)
def test_words_of_danger_are_heard(words: str) -> None:
    assert sounds_like_crisis(words)


@pytest.mark.parametrize(
    "words",
    [
        "My feet are killing me.",
        "I am dying to see you all on Sunday!",
        "My brother killed himself in March.",
        "We lost our son to suicide.",
        "I would never hurt myself.",
        "I don't want to die, I am scared of the cancer.",
        "I used to cut myself, ten years ago.",
        "Has anybody seen Suicide Squad?",
        "I ended it with him.",
        "Ready to go?",
        "I can't do this exercise, my knee hurts.",
        "See you when I'm gone from work.",
        "No puedo más con este calor",
        "Me muero de risa con vosotros",
        "Mi padre se suicidó hace dos años",
        "La espalda me mata",
        "No quiero morir",
        "",
    ],
)
def test_manners_of_speaking_the_past_and_others_are_let_pass(words: str) -> None:
    assert not sounds_like_crisis(words)


@pytest.mark.parametrize(
    "words", ["he " * 4000, "he kill myself " * 800, "no " * 4000, "want to " * 1500, "a" * 12_000]
)
def test_longest_post_is_looked_through_quickly(words: str) -> None:
    began = time.process_time()
    sounds_like_crisis(words)
    assert time.process_time() - began < 2  # A list that backtracks for ever takes minutes.


@pytest.mark.parametrize("language", ["en", "es"])
def test_half_that_was_never_used_is_heard_as_well_as_stated(language: str) -> None:
    with SENTENCES.open() as file:
        rows = [row for row in csv.DictReader(file) if row["half"] == "kept" and row["language"] == language]
    danger = [sounds_like_crisis(row["sentence"]) for row in rows if row["is_crisis"] == "yes"]
    other = [sounds_like_crisis(row["sentence"]) for row in rows if row["is_crisis"] == "no"]
    assert min(len(danger), len(other)) >= 35
    assert sum(danger) / len(danger) >= FEWEST_HEARD
    assert sum(other) / len(other) <= MOST_FALSE
