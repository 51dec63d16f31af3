"""The catalogues hold every text of the sources, translated whole and in the project's voice."""

import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings

from apps.core.errors import DomainError
from devkit.children import ROOT
from devkit.texts import Text, bring_up_to_date, texts_in, texts_of
from tests.i18n.sentences import PLACES, TAGS, catalogue, translations_of

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# Never said to anybody: blame, officialdom, shouting, and "you" in a form the rest does not use.
OUT_OF_VOICE = {"es": re.compile(r"[!¡]|\b(usuari[oa]s?|usted(es)?|vosotr[oa]s|vuestr[oa]s?|o sea)\b", re.IGNORECASE)}
# A mail may lie open anywhere: nothing in it says what the place is about.
MAILS = ("account/email", "mfa/email", "notifications/email", "emails")
TELLING = {
    "es": re.compile(
        r"beside|grupo|encuentro|reuni|sala\b|chat|alias|apoyo|ayuda|recupera|duelo|adicci|modera|integrante|foro",
        re.IGNORECASE,
    )
}


def marks_of(text: str) -> Counter[str]:
    return Counter(PLACES.findall(text)) + Counter(TAGS.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_every_text_of_the_sources_and_no_other(language: str) -> None:
    held = {Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural) for entry in catalogue(language)}
    marked = set(texts_of(ROOT))

    assert not marked - held, "new texts: ./dev texts adds them, then translate them"
    assert not held - marked, "texts that are gone: ./dev texts takes them out"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    for entry in catalogue(language):
        assert all(translations_of(entry)), entry.msgid
        assert not entry.fuzzy, entry.msgid
        assert not entry.obsolete, entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_and_tags_are_those_of_the_original(language: str) -> None:
    """A form for one alone may say "one" in its own words and gender."""
    for entry in catalogue(language):
        originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
        for number, translation in enumerate(translations_of(entry)):
            asked, given = marks_of(originals[min(number, len(originals) - 1)]), marks_of(translation)
            assert given == asked or (entry.msgid_plural and number == 0 and not given), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_ends_are_those_of_the_original(language: str) -> None:
    """A label has no full stop and a sentence does; a space at an end is part of the text around it."""
    for entry in catalogue(language):
        for translation in translations_of(entry):
            assert translation.endswith(".") == entry.msgid.endswith("."), entry.msgid
            assert translation == translation.strip(), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_voice(language: str) -> None:
    for entry in catalogue(language):
        for translation in translations_of(entry):
            assert not OUT_OF_VOICE[language].search(translation), translation


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_mails_say_nothing_of_the_place(language: str) -> None:
    by_text = {entry.msgid: entry for entry in catalogue(language)}
    files = [file for folder in MAILS for file in (ROOT / "templates" / folder).rglob("*.*")]
    entries = [by_text[text.msgid] for file in files for text in texts_in(file)]

    assert entries
    for entry in entries:
        for translation in translations_of(entry):
            assert not TELLING[language].search(translation), translation


def test_every_error_has_a_sentence_that_is_translated() -> None:
    known = {entry.msgid for entry in catalogue("es")}

    def below(error: type[DomainError]) -> list[type[DomainError]]:
        return [error, *(deeper for kind in error.__subclasses__() for deeper in below(kind))]

    for error in below(DomainError):
        assert error.sentence in known, error


def test_a_text_is_found_wherever_it_is_marked(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "apps" / "words.py").write_text(
        'a = _("One " "text")\nb = translation.pgettext("day", "j F")\nc = ngettext("a day", "%(n)d days", n)\nd = _(a)\n'
    )
    (tmp_path / "templates" / "page.html").write_text(
        """{% load i18n %}{% translate "It's here" %}{% translate "May" context "month" as word %}{{ x|default:_("None") }}
        {% blocktranslate count n=days %}One <b>day</b>{% plural %}{{ n }} days, 100%{% endblocktranslate %}"""
    )

    assert set(texts_of(tmp_path)) == {
        Text("One text"),
        Text("j F", "day"),
        Text("a day", "", "%(n)d days"),
        Text("It's here"),
        Text("May", "month"),
        Text("None"),
        Text("One <b>day</b>", "", "%(n)s days, 100%%"),
    }


def test_bringing_up_to_date_keeps_what_is_translated_and_names_the_rest() -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Kept", msgstr="Guardado"))
    old.append(polib.POEntry(msgid="Gone", msgstr="Ido"))

    assert bring_up_to_date(old, [Text("New"), Text("Kept")]) == (["New"], ["Gone"])
    assert [(entry.msgid, entry.msgstr) for entry in old] == [("New", ""), ("Kept", "Guardado")]
