"""What the JavaScript check finds and what it lets pass."""

from pathlib import Path

import pytest

from devkit.javascript import findings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "other.js").write_text(
        "export function wave() {}\nexport const one = 1, two = 2;\nclass A {}\nexport { A as Alpha };\n"
    )
    return tmp_path


def found(folder: Path, source: str) -> list[str]:
    file = folder / "some.js"
    file.write_text(source)
    return [line.partition(": ")[2] for line in findings(file)]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("const a = ;", "not JavaScript"),
        ("function f() {", "missing"),
        ("import { wave } from 'other.js'; wave();", "relative path"),
        ("import { wave } from './absent.js'; wave();", "does not exist"),
        ("import { frown } from './other.js'; frown();", "does not export frown"),
        ("import { wave } from './other.js';", "never used"),
        ("import { one as eins } from './other.js';", "eins is imported and never used"),
        ("eval('1');", "eval()"),
        ("new Function('1');", "Function()"),
        ("document.write('a');", "document.write()"),
        ("prompt('your name?');", "prompt()"),
        ("node.innerHTML = name;", "innerHTML"),
        ("node.innerHTML += name;", "innerHTML"),
        ("node.insertAdjacentHTML('beforeend', name);", "insertAdjacentHTML"),
        ("var a = 1;", "const or let"),
        ("if (a == b) c();", "use ==="),
        ("fetch('https://elsewhere.example/');", "outside address"),
        ("debugger;", "not here"),
    ],
)
def test_is_found(folder: Path, source: str, sentence: str) -> None:
    assert any(sentence in finding for finding in found(folder, source)), found(folder, source)


@pytest.mark.parametrize(
    "source",
    [
        "import { wave, two, Alpha } from './other.js'; wave(two, new Alpha());",
        "import './other.js';",
        "// from the server\nnode.innerHTML = frame.html;",
        "node.innerHTML = frame.html; // Rendered and cleaned by our own server.",
        "const words = node.innerHTML;",
        "if (a == null) b();",
        "class A extends HTMLElement { #count = 0; connectedCallback() { this.#count += 1; } }",
        "const all = { ...rest, a: b?.c ?? 1 }; for await (const x of y) z(all);",
    ],
)
def test_is_let_pass(folder: Path, source: str) -> None:
    assert found(folder, source) == []
