"""Our own files, read once for every rule."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("apps", "config", "devkit", "tests", "bench")


@cache
def python_files(*packages: str) -> tuple[Path, ...]:
    """Return our Python files below these packages, migrations left out."""
    files = (file for package in packages or PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    return tuple(file for file in files if "migrations" not in file.parts)


@cache
def tree(file: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(file.read_text(), filename=str(file))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method of the file."""
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def place(file: Path, line: int = 1) -> str:
    """Name a line the way an editor opens it."""
    return f"{file.relative_to(ROOT)}:{line}"


@cache
def template_files() -> tuple[Path, ...]:
    """Return every HTML template."""
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


@cache
def kept_files() -> tuple[Path, ...]:
    """Return every file that is under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = (ROOT / name for name in listed.split("\0") if name)
    return tuple(file for file in files if file.is_file() and not file.is_symlink())
