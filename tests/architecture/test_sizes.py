"""Nothing grows beyond what fits in a head: the long tail is where the best code bases go wrong."""

import pytest

from tests.architecture.sources import ROOT, functions, place, python_files

LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONGEST_TEST_MODULE = 500
LONGEST_TASK = 5  # statements' lines: a task calls a service
LONGEST_ELEMENT = 100
LONGEST_SCRIPT = 300


def test_no_function_is_longer_than_forty_lines() -> None:
    found = [
        f"{place(file, function.lineno)} {function.name}: {length} lines"
        for file in python_files()
        for function in functions(file)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not found, "\n".join(found)


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    found = []
    for file in python_files():
        longest = LONGEST_TEST_MODULE if file.is_relative_to(ROOT / "tests") else LONGEST_MODULE
        length = len(file.read_text().splitlines())
        if length > longest:
            found.append(f"{place(file)}: {length} lines, at most {longest}")
    assert not found, "\n".join(found)


def test_a_task_only_calls_a_service() -> None:
    found = []
    for file in python_files("apps"):
        if file.name == "tasks.py":
            for function in functions(file):
                first = function.body[1] if len(function.body) > 1 and function.body[0].col_offset else function.body[0]
                length = (function.end_lineno or 0) - first.lineno + 1
                if length > LONGEST_TASK:
                    found.append(f"{place(file, function.lineno)} {function.name}: {length} lines")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("folder", "longest"), [("elements", LONGEST_ELEMENT), ("", LONGEST_SCRIPT)])
def test_no_script_does_more_than_one_thing(folder: str, longest: int) -> None:
    files = sorted((ROOT / "static/js" / folder).rglob("*.js"))
    found = [
        f"{place(file)}: {length} lines" for file in files if (length := len(file.read_text().splitlines())) > longest
    ]
    assert not found, "\n".join(found)
