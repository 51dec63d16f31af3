"""Which letters look like which: a small table of our own for Latin, Greek, Cyrillic and digits.

The idea of a skeleton is that of Unicode Technical Standard 39, section 4; the table is ours, coarser on purpose: two
aliases that a tired reader could mistake for one another are one alias.
"""

import unicodedata

# Keys are casefolded and without accents. Small and capital lookalikes share a line: `н` is there because of `Н`.
_LOOKS_LIKE = {
    "a": "аαɑ4",
    "b": "вβьъ6",
    "c": "сϲ",
    "d": "ԁɗ",
    "e": "еєεэз3ə",
    "f": "ғƒϝ",
    "g": "ɡ9",
    "h": "нηһ",
    "j": "јϳ",
    "k": "кκқ",
    "l": "іιıӏ1|ɩ!",
    "m": "мμϻ",
    "n": "пνŋ",
    "o": "оοσө0øѳ",
    "p": "рρþ",
    "q": "ԛ",
    "r": "г",
    "s": "ѕς5$",
    "t": "тτŧ7",
    "u": "υцʋ",
    "v": "ѵ",
    "w": "ԝωшщ",
    "x": "хχ×",
    "y": "уγүў",
    "z": "ζ2",
}
_TABLE = {ord(other): letter for letter, others in _LOOKS_LIKE.items() for other in others} | {ord("i"): "l"}
# Two letters side by side that read as one.
_PAIRS = (("rn", "m"), ("vv", "w"))

# Shown as nothing or as a blank, whatever their category: fillers, joiners, variation selectors, Braille blank.
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(chr(code) for code in [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)


def is_invisible(character: str) -> bool:
    """Tell whether a reader sees nothing where this character stands, a plain space aside."""
    category = unicodedata.category(character)
    return character in _BLANK or category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def skeleton(text: str) -> str:
    """Return what is left of a text for a tired reader: no case, accents, spaces, marks or lookalikes."""
    # Folding may compose what normalising takes apart, so both are repeated.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).casefold()
    bare = "".join(character for character in decomposed if not _is_dropped(character))
    plain = bare.translate(_TABLE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain


def _is_dropped(character: str) -> bool:
    # Accents have a combining class; the vowel signs of Indic scripts have none and make other words.
    is_accent = unicodedata.combining(character) != 0
    is_mark = unicodedata.category(character)[0] in "PZ" and character not in "|!"
    return is_invisible(character) or is_accent or is_mark
