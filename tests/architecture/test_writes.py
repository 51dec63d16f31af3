"""Writes happen in services alone, where permission, locks and events are."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import place, python_files, tree

EDGES = {
    "views",
    "consumers",
    "tasks",
    "forms",
    "admin",
    "templatetags",
    "middleware",
    "context_processors",
    "querysets",
}
WRITES = {
    "save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
}  # fmt: skip
WRITES |= {f"a{name}" for name in WRITES}
QUERYSET_UPDATES = {"update", "aupdate"}
# Not rows of the database: what these are called on.
NOT_ROWS = {"cache", "caches", "response", "session"}


def is_edge(file: Path) -> bool:
    return bool(EDGES & {part.removesuffix(".py") for part in file.parts})


def names_before(call: ast.Attribute) -> list[str]:
    """Return the names a method is called on: `Message.objects.filter(…).update` gives Message, objects, filter."""
    names: list[str] = []
    node: ast.expr = call.value
    while True:
        if isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            return [node.id, *names]
        else:
            return names


def writes(module: ast.Module) -> list[tuple[int, str]]:
    """Return the line and name of each call that writes rows.

    `.update` writes where it follows a question (`.objects`, `.filter(…)`): dictionaries have one too.
    """
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, before = node.func.attr, names_before(node.func)
            asks_rows = bool({"objects", "filter", "exclude", "all", "visible_to"} & set(before))
            is_super = before[:1] == ["super"]
            if is_super or NOT_ROWS & set(before):
                continue
            if name in WRITES or (name in QUERYSET_UPDATES and asks_rows):
                found.append((node.lineno, name))
    return found


def test_nothing_is_written_at_the_edges() -> None:
    found = [
        f"{place(file, line)} .{name}()"
        for file in python_files("apps")
        if is_edge(file)
        for line, name in writes(tree(file))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "is_write"),
    [
        ("message.save()", True),
        ("await message.asave()", True),
        ("Message.objects.create(a=1)", True),
        ("Message.objects.filter(a=1).update(a=2)", True),
        ("self.get_queryset().filter(a=1).delete()", True),
        ("context.update(a=1)", False),
        ("cache.delete('a')", False),
        ("super().save()", False),
        ("read_access(user, group)", False),
    ],
)
def test_a_write_is_recognised(source: str, *, is_write: bool) -> None:
    assert bool(writes(ast.parse(source))) is is_write
