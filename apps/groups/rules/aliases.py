"""What an alias may be: a word or two that a person chooses for one group, and that gives nothing of them away."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from apps.groups.errors import AliasIsContact, AliasLooksLikeName, AliasReserved, AliasUnusable, AliasWrongLength
from apps.groups.rules.confusables import is_invisible, skeleton
from apps.groups.rules.given_names import is_given_name

SHORTEST, LONGEST = 2, 40
# An accent or two on a letter is a language; a tower of them hides the lines above and below.
MOST_MARKS_IN_A_ROW = 3
# Shorter parts of an address are initials, and words that anybody may use.
SHORTEST_PART_OF_ADDRESS = 3

_ALLOWED_MARKS = frozenset(" -'’_")
_SCRIPTS_THAT_LOOK_ALIKE = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE")
_CONTACT = re.compile(r"@|https?:|www\.|\.(com|org|net|io|me)\b|(?:\d[ \-().+/]*){7,}", re.IGNORECASE)

# Words that say "I look after you here"; whoever does carries it as a role beside the alias.
_ROLE_WORDS = [
    "admin",
    "administrator",
    "beside",
    "facilitator",
    "greeter",
    "helpline",
    "moderator",
    "official",
    "owner",
    "safety",
    "staff",
    "support",
    "system",
    "administrador",
    "administradora",
    "anfitrion",
    "equipo",
    "facilitador",
    "facilitadora",
    "moderador",
    "moderadora",
    "soporte",
]
# Words that stand for somebody else when they stand alone.
_LONE_WORDS = [
    "deleted",
    "everyone",
    "group",
    "here",
    "host",
    "me",
    "member",
    "nobody",
    "site",
    "somebody",
    "team",
    "todos",
    "user",
    "yo",
    "you",
]

_RESERVED = frozenset(skeleton(word) for word in _ROLE_WORDS)
_RESERVED_ALONE = frozenset(skeleton(word) for word in _LONE_WORDS)
# Long enough to be recognised inside other words: "TheModerator2".
_RESERVED_ANYWHERE = frozenset(skeleton(word) for word in _ROLE_WORDS if len(word) >= 8)

# Adjective, noun, and how the language joins them; the Spanish adjectives have one form for both genders.
_GENTLE_WORDS: dict[str, tuple[str, str, str]] = {
    "en": (
        (
            "amber brave calm clear early gentle golden green hushed kind late little mellow misty mossy new patient "
            "plain quiet silver slow small soft still warm winter"
        ),
        (
            "alder badger brook candle clover cup dove fern finch garden harbour hazel heron lamp lantern leaf maple "
            "meadow morning otter pebble pine river robin sparrow star thistle willow wren"
        ),
        "{adjective} {noun}",
    ),
    "es": (
        "amable azul breve dulce fiel firme fuerte grande humilde leve libre paciente suave valiente verde",
        (
            "abeja brisa brújula colina estrella garza golondrina hoja lámpara luna lluvia marea montaña nube orilla "
            "paloma piedra playa rama semilla senda taza vela"
        ),
        "{noun} {adjective}",
    ),
}


def fold(alias: str) -> str:
    """Return the alias as lookalikes see it: two aliases with the same fold cannot stand in one group."""
    return skeleton(alias)


def tidy(alias: str) -> str:
    """Return the alias as it is kept: one form of each character, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", alias).split())


def require_usable(alias: str, *, may_look_like_name: bool = False, email: str = "") -> str:
    """Return the tidied alias of the person with this e-mail address.

    Raises AliasWrongLength, AliasIsContact, AliasUnusable, AliasReserved, or, once and only as a question,
    AliasLooksLikeName.
    """
    # Before normalising: some single characters become eighteen, and what is far too long is not worth the work.
    if len(alias) > LONGEST * 4:
        raise AliasWrongLength
    if _CONTACT.search(alias):
        raise AliasIsContact
    tidied = tidy(alias)
    if not SHORTEST <= len(tidied) <= LONGEST:
        raise AliasWrongLength
    if not _is_readable(tidied):
        raise AliasUnusable
    if is_reserved(tidied):
        raise AliasReserved
    if not may_look_like_name and (looks_like_full_name(tidied) or is_told_by_address(tidied, email)):
        raise AliasLooksLikeName
    return tidied


def is_reserved(alias: str) -> bool:
    """Tell whether the alias claims a role, the site's name or a word that means somebody else."""
    folded = fold(alias)
    words = {fold(word.rstrip("0123456789")) for word in re.split(r"[\s\-_'’]+", alias)}
    if folded in _RESERVED_ALONE or folded in _RESERVED or not _RESERVED.isdisjoint(words):
        return True
    return any(word in folded for word in _RESERVED_ANYWHERE)


def looks_like_full_name(alias: str) -> bool:
    """Tell whether it reads like a first and a last name: two or three capitalised words, the first a given name."""
    words = alias.split()
    return len(words) in {2, 3} and all(_is_capitalised(word) for word in words) and is_given_name(words[0])


def is_told_by_address(alias: str, email: str) -> bool:
    """Tell whether it repeats a part of the address: of `jane.doe@` "Jane", "Doe" and "Jane Doe", of `janedoe@` the last.

    An address of one part is often a first name, which is nobody's full one: "Jane" is fine for `jane@`.
    """
    local_part = email.partition("@")[0].partition("+")[0]
    parts = [part for word in re.split(r"[._\-\d]+", local_part) if len(part := fold(word)) >= SHORTEST_PART_OF_ADDRESS]
    words = [fold(word) for word in re.split(r"[\s\-_]+", alias)]
    if len(parts) >= 2 and not set(parts).isdisjoint(words):
        return True
    return len(words) >= 2 and "".join(words) in {"".join(parts), *parts}


def suggest_alias(language: str, choose: Callable[[Sequence[str]], str]) -> str:
    """Return two gentle words in the language, or in English; `choose` picks one of a list."""
    adjectives, nouns, order = _GENTLE_WORDS.get(language.split("-", maxsplit=1)[0], _GENTLE_WORDS["en"])
    phrase = order.format(adjective=choose(adjectives.split()), noun=choose(nouns.split()))
    return phrase[0].upper() + phrase[1:]


def _is_capitalised(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return len(letters) >= 2 and word[0].isupper()


def _is_readable(alias: str) -> bool:
    letters = [character for character in alias if character.isalpha()]
    scripts = {script for letter in letters if (script := _script_of(letter))}
    return (
        bool(letters)
        and bool(fold(alias))
        and len(scripts) <= 1
        and all(_is_allowed(character) for character in alias)
        and not _has_tower_of_marks(alias)
    )


def _is_allowed(character: str) -> bool:
    if is_invisible(character):
        return False
    return character in _ALLOWED_MARKS or unicodedata.category(character) in {
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Mn",
        "Mc",
        "Nd",
    }


def _script_of(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((script for script in _SCRIPTS_THAT_LOOK_ALIKE if name.startswith(script)), "")


def _has_tower_of_marks(alias: str) -> bool:
    row = 0
    for character in unicodedata.normalize("NFD", alias):
        row = row + 1 if unicodedata.category(character) in {"Mn", "Mc"} else 0
        if row > MOST_MARKS_IN_A_ROW:
            return True
    return unicodedata.category(alias[0]) in {"Mn", "Mc"}
