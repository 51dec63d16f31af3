"""What an alias may be, and which ones look alike."""

import re
import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import DomainError
from apps.groups.errors import AliasIsContact, AliasLooksLikeName, AliasReserved, AliasUnusable, AliasWrongLength
from apps.groups.forms.joining import JoinForm
from apps.groups.models import Membership
from apps.groups.rules import aliases
from apps.groups.rules.aliases import fold, require_usable, suggest_alias, tidy

LOOKALIKES = [
    ("Heron", "heron"),
    ("Heron", "HERON"),
    ("Heron", "Неron"),  # Cyrillic Н and е
    ("Heron", "Негоп"),  # Cyrillic throughout
    ("Heron", "Hérön"),
    ("Heron", "H e r o n"),
    ("Heron", "He-ron"),
    ("Heron", "Her\u200bon"),
    ("Heron", "Heron\ufe0f"),
    ("Heron", "Ｈｅｒｏｎ"),
    ("Heron", "𝐇𝐞𝐫𝐨𝐧"),
    ("Heron", "Her0n"),
    ("Clover", "C1over"),
    ("Clover", "CIover"),
    ("Morning", "Moming"),
    ("Wren", "VVren"),
    ("Otter", "Οtter"),  # Greek Omicron
    ("straße", "strasse"),
    ("NOTAME", "ΝΟΤΑΜΕ"),  # Greek throughout
]


@pytest.mark.parametrize(("one", "other"), LOOKALIKES)
def test_aliases_that_look_alike_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Heron", "Herring"), ("Wren", "Wrent"), ("Clover", "Cover"), ("हिना", "हीना"), ("李", "季")]
)
def test_aliases_that_look_different_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "alias",
    [
        "Heron",
        "Quiet heron",
        "Marsh Fox",
        "Robin Hood",
        "Late Summer Rain",
        "Jane",
        "Jane D",
        "jane by night",
        "still here",
        "O’Malley",
        "Jean-Luc",
        "Zoë",
        "李",
        "Ήλιος",
        "Мама Катя".lower(),
        "हिना",
        "شجرة",
        "R2",
        "Not a team"[:6],
    ],
)
def test_ordinary_aliases_are_welcome(alias: str) -> None:
    assert require_usable(alias) == tidy(alias) if len(tidy(alias)) >= 2 else True


REFUSED = [
    ("", AliasWrongLength),
    (" ", AliasWrongLength),
    ("A", AliasWrongLength),
    ("x" * 41, AliasWrongLength),
    ("x" * 100_000, AliasWrongLength),
    ("ﷺ" * 40, AliasWrongLength),
    ("..", AliasUnusable),
    ("12345", AliasUnusable),
    ("Her\u200bon", AliasUnusable),
    ("Her\u202eon", AliasUnusable),
    ("Her\x00on", AliasUnusable),
    ("Her\ud800on", AliasUnusable),
    ("ㅤㅤㅤ", AliasUnusable),  # Hangul filler: letters that nobody sees
    ("<b>Heron</b>", AliasUnusable),
    ("Heron 🐦", AliasUnusable),
    ("Неron", AliasUnusable),  # two alphabets in one word
    ("H" + "\u0301" * 9 + "eron", AliasUnusable),
    ("heron@example.org", AliasIsContact),
    ("heron＠example", AliasUnusable),
    ("www.heron", AliasIsContact),
    ("heron.com", AliasIsContact),
    ("call 0808 157 0192", AliasIsContact),
    ("0808-157-0192", AliasIsContact),
    ("Moderator", AliasReserved),
    ("the moderator", AliasReserved),
    ("TheModerator2", AliasReserved),
    ("M0derat0r", AliasReserved),
    ("Admin", AliasReserved),
    ("Admin 2", AliasReserved),
    ("Beside", AliasReserved),
    ("Beside staff", AliasReserved),
    ("you", AliasReserved),
    ("Moderadora", AliasReserved),
    ("Jane Doe", AliasLooksLikeName),
    ("Anna Maria Smith", AliasLooksLikeName),
    ("Jean-Luc Picard", AliasLooksLikeName),
    ("José Pérez", AliasLooksLikeName),
    ("JANE DOE", AliasLooksLikeName),
]


@pytest.mark.parametrize(("alias", "error"), REFUSED)
def test_what_gives_somebody_away_or_misleads_is_not_an_alias(alias: str, error: type[DomainError]) -> None:
    with pytest.raises(error) as caught:
        require_usable(alias)
    assert type(caught.value) is error


def test_a_full_name_is_a_question_that_can_be_answered() -> None:
    assert require_usable("Jane Heron", may_look_like_name=True) == "Jane Heron"


@pytest.mark.parametrize(
    ("alias", "email", "is_told"),
    [
        ("Marsh Fox", "marsh.fox@example.org", True),
        ("Marsh Fox", "marshfox7@example.org", True),
        ("marsh-fox", "MarshFox@example.org", True),
        ("Fox", "marsh.fox@example.org", True),
        ("Fox", "marsh_fox_1980@example.org", True),
        ("Quiet Fox", "m.fox-marsh+beside@example.org", True),
        ("Fox", "fox@example.org", False),
        ("Marsh Fox", "heron@example.org", False),
        ("Marsh Fox", "heron+fox@example.org", False),
        ("Al", "al.fox@example.org", False),
        ("Marsh Fox", "7@example.org", False),
        ("Marsh Fox", "", False),
    ],
)
def test_an_alias_does_not_repeat_the_address(alias: str, email: str, is_told: bool) -> None:
    assert aliases.is_told_by_address(alias, email) is is_told


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_examples_beside_the_field_are_welcome(language: str) -> None:
    with translation.override(language):
        examples = re.findall("[“«](.*?)[”»]", str(JoinForm.base_fields["alias"].help_text))
    assert len(examples) == 2
    for example in examples:
        require_usable(example)


def test_an_alias_is_kept_tidy() -> None:
    assert require_usable("  quiet \t heron ") == "quiet heron"


@pytest.mark.parametrize("language", ["en", "es", "es-mx", "xx"])
@pytest.mark.parametrize("place", [0, -1])
def test_every_suggestion_is_usable_at_once(language: str, place: int) -> None:
    suggestion = suggest_alias(language, lambda words: words[place])

    assert require_usable(suggestion) == suggestion


def test_no_suggested_word_is_reserved_or_looks_like_another() -> None:
    for adjectives, nouns, order in aliases._GENTLE_WORDS.values():
        phrases = [order.format(adjective=a, noun=n) for a in adjectives.split() for n in nouns.split()]
        assert len({fold(phrase) for phrase in phrases}) == len(phrases)
        for phrase in phrases:
            require_usable(phrase.capitalize())


@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_alias_or_refused_in_words(typed: str) -> None:
    try:
        alias = require_usable(typed, may_look_like_name=True)
    except AliasUnusable:
        return
    longest = Membership._meta.get_field("alias_folded").max_length
    assert aliases.SHORTEST <= len(alias) <= aliases.LONGEST
    assert longest
    assert 0 < len(fold(alias)) <= longest
    assert unicodedata.is_normalized("NFKC", alias)
    assert require_usable(alias, may_look_like_name=True) == alias


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(typed: str) -> None:
    assert fold(fold(typed)) == fold(typed)


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=20))
def test_case_never_tells_two_aliases_apart(typed: str) -> None:
    assert fold(typed.upper()) == fold(typed.lower())
