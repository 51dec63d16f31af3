"""What a group watches in words, and how it is found: whole words or beginnings, in any script, some disguises included.

Pure, and a walk over the words without a backtracking pattern: its time grows with the length of the text alone.

A word is compared as its plain letters (no case, no accents). Beyond that it is recognised with signs or letters of
another script in place of its own (v!agra), with letters drawn out (spaaam), and spelled out (s p a m). Words
of plain letters are never guessed at: "burn" is not "bum", although they look alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.groups.rules.confusables import is_invisible, skeleton
from apps.messaging.errors import LongPhrase, NoWord
from apps.messaging.errors.watching import NoAddress

LONGEST_WORD = 60
MOST_WATCHED = 200
LONGEST_READ = 200  # letters of one word that are looked at
LONGEST_HOST = 253  # RFC 1035, section 3.1, without the last dot
# What is shorter stands at the beginning of half the language.
SHORTEST_BEGINNING = 3


class Effect(StrEnum):
    """What happens to words that hold something watched."""

    ASK = "ask"
    MARK = "mark"
    HOLD = "hold"


class Kind(StrEnum):
    """How something watched is looked for."""

    WORD = "word"
    BEGINNING = "beginning"
    ADDRESS = "address"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that a group watches; `word` is empty for any link."""

    kind: Kind
    word: str
    effect: Effect


# Signs that stand for letters inside a word; at its edge they are what they are.
_WORDS = re.compile(r"[\w@$!|\u20ac]+")
_EDGES = "@$!|\u20ac"
_SIGNS = str.maketrans({"@": "a", "\u20ac": "e"})
_DRAWN_OUT = re.compile(r"(.)\1\1")
# Scripts that write without spaces (Thai to Burmese, Khmer, kana, Han): a word stands within the line there.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_BEGINS_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_ENDS_HOST = re.compile(r"[/?#:\\]")
_BETWEEN_LINKS = re.compile(r"[\s<>()\[\]{}\"'`*,;|]+")
_HOST = re.compile(r"[^\W_][\w\-]*(?:\.[\w\-]+)+")


@dataclass(frozen=True, slots=True)
class Watch:
    """What one group watches, made ready to be looked for. Of several things found, each effect names the first."""

    whole: dict[tuple[str, ...], Watched] = field(default_factory=dict)
    phrases: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    beginnings: dict[str, Watched] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)
    unspaced: dict[str, Watched] = field(default_factory=dict)
    sites: dict[str, Watched] = field(default_factory=dict)
    any_link: Watched | None = None

    @property
    def is_empty(self) -> bool:
        has_words = self.whole or self.beginnings or self.unspaced
        return not (has_words or self.sites or self.any_link)

    def found_in(self, text: str) -> dict[Effect, Watched]:
        """Return what is watched and stands in the text, the first of each effect."""
        found: dict[Effect, Watched] = {}
        if self.is_empty:
            return found
        for one in (*self._words_in(text), *self._links_in(text)):
            found.setdefault(one.effect, one)
        return found

    def _words_in(self, text: str) -> Iterable[Watched]:
        plain = _plain(text)
        yield from (one for word, one in self.unspaced.items() if word in plain)
        if not (self.whole or self.beginnings):
            return
        said = [_forms(token) for token in _tokens(plain)]
        for place in range(len(said)):
            yield from self._found_at(said, place)
        for spelled in _spelled_out(said):
            yield from self._found_at([_forms(spelled)], 0)

    def _found_at(self, said: list[frozenset[str]], place: int) -> Iterable[Watched]:
        for form in said[place]:
            for phrase in self.phrases.get(form, ()):
                ahead = said[place : place + len(phrase)]
                if len(ahead) == len(phrase) and all(map(_is_among, phrase, ahead)):
                    yield self.whole[phrase]
            if form[:SHORTEST_BEGINNING] in self.stems:
                lengths = range(SHORTEST_BEGINNING, min(len(form), LONGEST_WORD) + 1)
                yield from (self.beginnings[form[:n]] for n in lengths if form[:n] in self.beginnings)

    def _links_in(self, text: str) -> Iterable[Watched]:
        if not (self.sites or self.any_link):
            return
        for piece in _BETWEEN_LINKS.split(text) if self.sites else ():
            if "." in piece:
                yield from self._site_of(_host_in(piece))
        # Last: a site that the group named says more than "a link" does.
        if self.any_link and _BEGINS_LINK.search(text):
            yield self.any_link

    def _site_of(self, host: str) -> Iterable[Watched]:
        parts = host.split(".") if len(host) <= LONGEST_HOST else []
        tails = (".".join(parts[n:]) for n in range(len(parts) - 1))
        yield from (self.sites[tail] for tail in tails if tail in self.sites)


NOTHING_WATCHED = Watch()


def compile_watch(watched: Iterable[Watched]) -> Watch:
    """Return what looks for all of these at once; what cannot be looked for is left out."""
    watch, any_link = Watch(), None
    for one in watched:
        if one.kind is Kind.LINK:
            any_link = one
        elif one.kind is Kind.ADDRESS:
            watch.sites[one.word] = one
        else:
            _add_word(watch, one)
    return replace(watch, any_link=any_link)


def is_care_word(watched: Watched) -> bool:
    """Tell whether it is how people say that they are in danger: such words are never a reason to delay a message."""
    return watched.kind in {Kind.WORD, Kind.BEGINNING} and sounds_like_crisis(watched.word)


def _add_word(watch: Watch, one: Watched) -> None:
    plain = _plain(one.word)
    tokens = tuple(_tokens(plain))
    if _UNSPACED.search(plain):
        watch.unspaced.setdefault(plain.strip(), one)
    elif one.kind is Kind.BEGINNING and len(tokens) == 1:
        for form in _keys(tokens[0]):
            watch.beginnings.setdefault(form, one)
            watch.stems.add(form[:SHORTEST_BEGINNING])
    elif tokens and tokens not in watch.whole:
        watch.whole[tokens] = one
        for form in _keys(tokens[0]):
            watch.phrases.setdefault(form, []).append(tokens)


def tidy_watched(kind: Kind, word: str) -> str:
    """Return the word or site as it is kept.

    Raises NoWord for what would be found nearly everywhere or nowhere, LongPhrase, and NoAddress for what is no site.
    """
    if kind is Kind.LINK:
        return ""
    tidied = " ".join(unicodedata.normalize("NFC", word).split()).lower()
    if len(tidied) > LONGEST_WORD:
        raise LongPhrase
    if "\0" in tidied or any("\ud800" <= sign <= "\udfff" for sign in tidied):
        raise NoWord
    if kind is Kind.ADDRESS:
        return _tidy_site(tidied)
    _require_findable(kind, tidied)
    return tidied


def _require_findable(kind: Kind, word: str) -> None:
    plain = _plain(word)
    tokens = _tokens(plain)
    if _UNSPACED.search(plain):
        return
    if sum(map(len, tokens)) < 2 or (
        kind is Kind.BEGINNING and (len(tokens) > 1 or len(tokens[0]) < SHORTEST_BEGINNING)
    ):
        raise NoWord
    if not compile_watch([Watched(kind, word, Effect.HOLD)]).found_in(word):
        raise NoWord  # Nothing but signs that stand for letters.


def _tidy_site(given: str) -> str:
    host = _host_in(given)
    if _HOST.fullmatch(host) is None:
        raise NoAddress
    return host


def _host_in(piece: str) -> str:
    """Return the site's name in an address, without what stands before and behind it."""
    begins = _BEGINS_LINK.search(piece)
    host = _ENDS_HOST.split(piece[begins.end() if begins else 0 :], maxsplit=1)[0]
    # What stands before an "@" is a name that browsers leave out: a trick as old as links.
    return _plain(host).rpartition("@")[2].removeprefix("www.").strip(".!?")


def _plain(text: str) -> str:
    """Return the text without case, accents and invisible signs; spaces stay."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in folded if sign.isspace() or not (unicodedata.combining(sign) or is_invisible(sign)))


def _tokens(plain: str) -> list[str]:
    return [token[:LONGEST_READ] for token in _WORDS.findall(plain.replace("_", " "))]


@lru_cache(maxsize=8192)
def _forms(token: str) -> frozenset[str]:
    """Return every way in which one word of a text may be read; as it looks only where it is in disguise."""
    bare = token.strip(_EDGES) or token
    forms = {bare}
    if _is_disguised(token):
        forms |= {_looks_like(one) for one in (bare, token, token.strip("!|"))}
    if _DRAWN_OUT.search(bare):
        forms.add(_drawn_in(bare))
    return frozenset(forms)


@lru_cache(maxsize=8192)
def _keys(word: str) -> tuple[str, ...]:
    """Return the forms by any of which a watched word is recognised."""
    return word, _looks_like(word), _drawn_in(word)


def _drawn_in(token: str) -> str:
    # The mark in front keeps it apart: a word is read so only where a letter stands three times in a row.
    return "=" + "".join(letter for letter, _run in groupby(token))


@lru_cache(maxsize=8192)
def _looks_like(token: str) -> str:
    # The mark in front keeps it apart from plain letters.
    return f"~{skeleton(token.translate(_SIGNS))}"


def _is_disguised(token: str) -> bool:
    """Tell whether letters stand together with signs or digits, or letters of one alphabet with those of another."""
    letters = [sign for sign in token if sign.isalpha()]
    if not letters:
        return False
    return len(letters) < len(token) or 0 < sum(letter.isascii() for letter in letters) < len(letters)


def _is_among(word: str, forms: frozenset[str]) -> bool:
    return not forms.isdisjoint(_keys(word))


def _spelled_out(said: list[frozenset[str]]) -> Iterable[str]:
    """Return the words that single letters in a row make."""
    for is_single, row in groupby(said, key=lambda forms: all(len(form) == 1 or form[0] in "~=" for form in forms)):
        letters = [min(forms, key=len) for forms in row] if is_single else []
        if 2 < len(letters) <= LONGEST_READ:
            yield "".join(letters)
