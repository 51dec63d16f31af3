"""Finds every text for people in the sources and keeps the catalogues in step, without gettext's own tools."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

from devkit.children import ROOT
from devkit.terminal import say

# What each argument of a function that marks texts is.
MARKS = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# Django turns a template into something like Python, in which these calls alone are whole.
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)", re.DOTALL)


class Text(NamedTuple):
    """One text as a catalogue knows it; `context` and `plural` are empty for most."""

    msgid: str
    context: str = ""
    plural: str = ""


def texts_of(root: Path) -> dict[Text, Path]:
    """Return every marked text below `apps/`, `config/` and `templates/`, with the first file that has it.

    A plural wins over the same text without one, as in gettext's own tools.
    """
    found: dict[tuple[str, str], tuple[Text, Path]] = {}
    for file in _sources(root):
        for text in texts_in(file):
            known = found.setdefault((text.context, text.msgid), (text, file))[0]
            if text.plural and not known.plural:
                found[text.context, text.msgid] = (text, file)
    return dict(found.values())


def texts_in(file: Path) -> Iterator[Text]:
    """Give the texts that one Python file or template marks, in their order."""
    source = file.read_text()
    if file.suffix == ".py":
        calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            values = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            yield from _text(_name(call.func), [value for value in values if isinstance(value, str)])
    else:
        for mark, literals in _CALL.findall(templatize(source)):
            yield from _text(mark, list(ast.literal_eval(f"({literals},)")))


def bring_up_to_date(catalogue: polib.POFile, texts: list[Text]) -> tuple[list[str], list[str]]:
    """Leave in the catalogue exactly these texts, in this order; return those that are new and those that left."""
    known = {_key(entry): entry for entry in catalogue}
    kept = [known.pop(text, None) or _entry(text) for text in texts]
    new = [entry.msgid for entry in kept if not entry.translated()]
    catalogue[:] = kept
    return new, [text.msgid for text in known]


def texts(_arguments: list[str]) -> int:
    """Bring every catalogue up to date and say what is left to translate; 1 while something is."""
    found = sorted(texts_of(ROOT).items(), key=lambda item: item[1].relative_to(ROOT))
    is_complete = True
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po")):
        catalogue = polib.pofile(str(path), wrapwidth=0)
        new, gone = bring_up_to_date(catalogue, [text for text, _ in found])
        catalogue.save()
        is_complete = is_complete and not new
        say(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {len(gone)} gone, {len(new)} to translate.")
        for msgid in new:
            say(f"  {msgid}")
    return 0 if is_complete else 1


def _sources(root: Path) -> list[Path]:
    kinds = (("apps", "*.py"), ("config", "*.py"), ("templates", "*.*"))
    return [file for folder, kind in kinds for file in sorted((root / folder).rglob(kind)) if file.is_file()]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _text(mark: str, values: list[str]) -> Iterator[Text]:
    parts = MARKS.get(mark, ())
    if parts and len(values) >= len(parts):
        yield Text(**dict(zip(parts, values, strict=False)))


def _key(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural)


def _entry(text: Text) -> polib.POEntry:
    plurals = {0: "", 1: ""} if text.plural else {}
    context = text.context or None
    return polib.POEntry(msgid=text.msgid, msgctxt=context, msgid_plural=text.plural, msgstr_plural=plurals)
