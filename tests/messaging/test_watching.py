"""What a group watches: found whole and in simple disguises, and nowhere else; as tables and as properties."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.core.errors import DomainError
from apps.messaging.errors import LongPhrase, NoWord
from apps.messaging.errors.watching import NoAddress
from apps.messaging.rules.watching import (
    NOTHING_WATCHED,
    Effect,
    Kind,
    Watched,
    compile_watch,
    is_care_word,
    tidy_watched,
)

LIST = [
    *(
        Watched(Kind.WORD, word, Effect.HOLD)
        for word in ("casino", "bum", "kill", "don't buy", "купить", "賭博", "1984")
    ),
    Watched(Kind.BEGINNING, "gambl", Effect.MARK),
    Watched(Kind.ADDRESS, "evil.example", Effect.ASK),
]
WATCH = compile_watch(LIST)
ANY_LINK = compile_watch([*LIST, Watched(Kind.LINK, "", Effect.MARK)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CASINO!", {Effect.HOLD: "casino"}),
        ("a (casino), yes", {Effect.HOLD: "casino"}),
        ("cásïno", {Effect.HOLD: "casino"}),
        ("ｃａｓｉｎｏ", {Effect.HOLD: "casino"}),
        ("ca$ino c@s1no", {Effect.HOLD: "casino"}),
        ("\u0441asino", {Effect.HOLD: "casino"}),
        ("cas\u200bino", {Effect.HOLD: "casino"}),
        ("caaasinooo", {Effect.HOLD: "casino"}),
        ("c a s i n o", {Effect.HOLD: "casino"}),
        ("go c.a.s.i.n.o now", {Effect.HOLD: "casino"}),
        ("k1ll", {Effect.HOLD: "kill"}),
        ("Don’t   BUY this", {Effect.HOLD: "don't buy"}),
        ("Лучше КУПИТЬ", {Effect.HOLD: "купить"}),
        ("在賭博裡", {Effect.HOLD: "賭博"}),
        ("in 1984", {Effect.HOLD: "1984"}),
        ("gambling", {Effect.MARK: "gambl"}),
        ("a g4mbler in a casino", {Effect.MARK: "gambl", Effect.HOLD: "casino"}),
        ("see https://www.evil.example/x?y", {Effect.ASK: "evil.example"}),
        ("shop.EVIL.example.", {Effect.ASK: "evil.example"}),
        ("http://good.example@evil.example/", {Effect.ASK: "evil.example"}),
        ("I burn, casinos, notcasino, kills, ill, buy", {}),
        ("my gam bling", {}),
        ("notevil.example evil.example.org https://good.example/evil.example", {}),
        ("evil . example", {}),
        ("1984th 19845", {}),
        ("", {}),
    ],
)
def test_what_is_found(text: str, found: dict[Effect, str]) -> None:
    assert {effect: one.word for effect, one in WATCH.found_in(text).items()} == found


def test_any_link_is_found_and_a_named_site_counts_first() -> None:
    assert ANY_LINK.found_in("https://good.example")[Effect.MARK].kind is Kind.LINK
    assert ANY_LINK.found_in("www.evil.example")[Effect.ASK].word == "evil.example"
    assert not ANY_LINK.found_in("good.example, heron@good.example")
    assert NOTHING_WATCHED.is_empty
    assert not NOTHING_WATCHED.found_in("casino https://evil.example")


LATIN = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=20).map("b".__add__)
DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": lambda word: word,
    "loud": str.upper,
    "with accents": lambda word: unicodedata.normalize("NFC", "\u0301".join(word)),
    "wide": lambda word: "".join(chr(ord(letter) + 0xFEE0) for letter in word),
    "split by what nobody sees": "\u200b".join,
    "spelled out": " ".join,
    "with dots": ".".join,
    "drawn out": lambda word: word + word[-1] * 4,
    "in signs": lambda word: word.translate(str.maketrans("aeos", "@30$")),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@given(
    word=LATIN, before=st.sampled_from(["", "Buy: ", "(", "¡", "été "]), after=st.sampled_from(["", "!", ", now", ")"])
)
def test_a_word_is_found_in_every_simple_disguise(disguise: str, word: str, before: str, after: str) -> None:
    watch = compile_watch([Watched(Kind.WORD, word, Effect.HOLD)])
    assert Effect.HOLD in watch.found_in(f"{before}{DISGUISES[disguise](word)}{after}")


@given(word=LATIN, text=st.lists(LATIN, max_size=30))
def test_plain_words_are_found_just_where_they_stand(word: str, text: list[str]) -> None:
    watch = compile_watch([Watched(Kind.WORD, word, Effect.HOLD)])
    drawn_out = any(letter * 3 in one for one in text for letter in one)
    if not drawn_out:
        assert (Effect.HOLD in watch.found_in(" ".join(text))) == (word in text)


@given(st.text(max_size=300))
@example("0|")
def test_no_text_breaks_it(text: str) -> None:
    ANY_LINK.found_in(text)
    for kind in Kind:
        try:
            kept = tidy_watched(kind, text[:80])
        except DomainError:
            continue
        assert tidy_watched(kind, kept) == kept
        if kind in {Kind.WORD, Kind.BEGINNING}:
            assert compile_watch([Watched(kind, kept, Effect.HOLD)]).found_in(f"so: {kept}")


@pytest.mark.parametrize(
    "text",
    ["a " * 6000, "a" * 12000, "@" * 12000, "a\u0430" * 6000, "www." * 3000, "a." * 6000, "賭" * 12000, "k!" * 6000],
)
def test_the_longest_words_are_read_quickly(text: str) -> None:
    begun = time.process_time()
    ANY_LINK.found_in(text)
    # A pattern that goes back and forth would take minutes.
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("kind", "word", "kept"),
    [
        (Kind.WORD, "  Cheap   PILLS ", "cheap pills"),
        (Kind.ADDRESS, "https://www.Evil.Example/x", "evil.example"),
        (Kind.LINK, "anything", ""),
        (Kind.WORD, "賭", "賭"),
        (Kind.WORD, "x", NoWord),
        (Kind.WORD, "!?", NoWord),
        (Kind.WORD, "a\0b", NoWord),
        (Kind.BEGINNING, "ga", NoWord),
        (Kind.BEGINNING, "two words", NoWord),
        (Kind.WORD, "x" * 61, LongPhrase),
        (Kind.ADDRESS, "nothing", NoAddress),
        (Kind.ADDRESS, "a b.c", NoAddress),
    ],
)
def test_what_can_be_watched(kind: Kind, word: str, kept: str | type[DomainError]) -> None:
    if isinstance(kept, str):
        assert tidy_watched(kind, word) == kept
    else:
        with pytest.raises(kept):
            tidy_watched(kind, word)


def test_words_of_danger_are_known() -> None:
    assert is_care_word(Watched(Kind.WORD, "kill myself", Effect.HOLD))
    assert not is_care_word(Watched(Kind.WORD, "casino", Effect.HOLD))
