"""Names say what a thing is about; these say nothing."""

import ast
import re

from tests.architecture.sources import place, python_files, tree

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "misc"}
EMPTY_MODULES = EMPTY_WORDS | {
    "common",
    "manager",
    "managers",
    "handle",
    "handlers",
    "process",
    "data",
    "info",
    "base_classes",
}
EMPTY_VERBS = ("handle_", "process_", "do_")


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_no_module_has_an_empty_name() -> None:
    found = [
        place(file) for file in python_files() if {part.removesuffix(".py") for part in file.parts[-3:]} & EMPTY_MODULES
    ]
    assert not found, "\n".join(found)


def test_no_function_or_class_has_an_empty_name() -> None:
    found = [
        f"{place(file, node.lineno)} {node.name}"
        for file in python_files()
        for node in tree(file).body  # A method's name may be its library's choice.
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if words(node.name) & EMPTY_WORDS or node.name.startswith(EMPTY_VERBS)
    ]
    assert not found, "\n".join(found)
