"""Checks our JavaScript without Node: tree-sitter reads each module, and a few rules of ours look at what it read.

A linter from npm would be the only reason to ask for Node and a second package registry. What matters
most to modules that no build step reads is here: they parse, what they import exists and is exported,
nothing they import is unused, and nothing turns text into code or foreign text into HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

LANGUAGE = Language(tree_sitter_javascript.language())
# HTML may be inserted where a comment on the same line, or the one above, says that our server rendered it.
FROM_SERVER = re.compile(rb"//.*\b(?:by|from) (?:the|our|our own) server")
HTML_SINKS = {"innerHTML", "outerHTML", "insertAdjacentHTML", "createContextualFragment", "setHTMLUnsafe"}
FORBIDDEN_CALLS = {"eval", "Function", "alert", "prompt"}
FORBIDDEN_MEMBERS = {("document", "write"), ("document", "writeln"), ("console", "log"), ("console", "debug")}


@dataclass(frozen=True)
class Module:
    """A file and the tree that was read from it."""

    file: Path
    source: bytes
    root: Node

    def nodes(self, *kinds: str) -> Iterator[Node]:
        """Give every node of these kinds."""
        return (node for node in _walk(self.root) if node.type in kinds)

    def is_marked(self, node: Node) -> bool:
        """Say whether a comment beside the node says that the HTML comes from our server."""
        line = node.start_point.row
        return any(map(FROM_SERVER.search, self.source.splitlines()[max(line - 1, 0) : line + 1]))


def check_javascript(folder: Path) -> list[str]:
    """Return a line for each finding in the modules below the folder."""
    files = sorted(folder.rglob("*.js"))
    return [finding for file in files for finding in findings(file)]


def findings(file: Path) -> list[str]:
    """Return what is wrong in one module, as `file:line: sentence`."""
    module = read(file)
    rules = (_syntax, _imports, _unused_imports, _code_from_text, _html_from_text, _old_ways, _outside_addresses)
    return [f"{file}:{node.start_point.row + 1}: {sentence}" for rule in rules for node, sentence in rule(module)]


@cache
def read(file: Path) -> Module:
    """Return the module with its tree; a tree holds error nodes where the text is no JavaScript."""
    source = file.read_bytes()
    return Module(file, source, Parser(LANGUAGE).parse(source).root_node)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def text(node: Node | None) -> str:
    """Return the node's words, or nothing for no node."""
    return node.text.decode() if node is not None and node.text is not None else ""


type Finding = tuple[Node, str]


def _syntax(module: Module) -> Iterator[Finding]:
    for node in _walk(module.root):
        if node.is_missing:
            yield node, f"`{node.type}` is missing here"
        elif node.type == "ERROR":
            yield node, "this is not JavaScript"


def _imports(module: Module) -> Iterator[Finding]:
    for statement in module.nodes("import_statement", "export_statement"):
        source = statement.child_by_field_name("source")
        if source is None:
            continue
        address = text(source).strip("'\"")
        target = (module.file.parent / address).resolve()
        if not address.startswith(("./", "../")):
            yield source, f"import by a relative path: no build step resolves {address!r}"
        elif not target.is_file():
            yield source, f"{address} does not exist"
        else:
            known = exported_names(target)
            for name in _walk(statement):
                if name.type == "import_specifier" and text(name.child_by_field_name("name")) not in known:
                    yield name, f"{address} does not export {text(name.child_by_field_name('name'))}"


def exported_names(file: Path) -> set[str]:
    """Return the names that a module exports."""
    names: set[str] = set()
    for statement in read(file).nodes("export_statement"):
        declaration = statement.child_by_field_name("declaration")
        if declaration is not None:
            declared = [declaration, *(node for node in declaration.children if node.type == "variable_declarator")]
            names |= {text(node.child_by_field_name("name")) for node in declared}
        for specifier in _walk(statement):
            if specifier.type == "export_specifier":
                alias = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
                names.add(text(alias))
    return names - {""}


def _unused_imports(module: Module) -> Iterator[Finding]:
    used = [text(node) for node in module.nodes("identifier", "shorthand_property_identifier")]
    for specifier in module.nodes("import_specifier"):
        name = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
        if used.count(text(name)) < 2:
            yield specifier, f"{text(name)} is imported and never used"


def _code_from_text(module: Module) -> Iterator[Finding]:
    for call in module.nodes("call_expression", "new_expression"):
        called = call.child_by_field_name("function") or call.child_by_field_name("constructor")
        name = text(called)
        if name in FORBIDDEN_CALLS:
            yield call, f"{name}() is not used here: text never becomes code, and dialogs are elements of the page"
        elif called is not None and tuple(name.split(".")) in FORBIDDEN_MEMBERS:
            yield call, f"{name}() is not used here"


def _html_from_text(module: Module) -> Iterator[Finding]:
    for member in module.nodes("member_expression"):
        name = text(member.child_by_field_name("property"))
        if name in HTML_SINKS and _is_written_or_called(member) and not module.is_marked(member):
            yield member, f"{name}: use textContent, or say `// Rendered by the server.` where it was"


def _is_written_or_called(member: Node) -> bool:
    parent = member.parent
    if parent is None:
        return False
    if parent.type in {"assignment_expression", "augmented_assignment_expression"}:
        return parent.child_by_field_name("left") == member
    return parent.type == "call_expression" and parent.child_by_field_name("function") == member


def _old_ways(module: Module) -> Iterator[Finding]:
    for node in module.nodes("variable_declaration", "debugger_statement", "with_statement"):
        yield node, "use const or let" if node.type == "variable_declaration" else "not here"
    for node in module.nodes("binary_expression"):
        operator = text(node.child_by_field_name("operator"))
        compared = {text(node.child_by_field_name("left")), text(node.child_by_field_name("right"))}
        if operator in {"==", "!="} and "null" not in compared:
            yield node, f"use {operator}="


def _outside_addresses(module: Module) -> Iterator[Finding]:
    for node in module.nodes("string", "template_string"):
        has_address = "http://" in text(node) or "https://" in text(node)
        if has_address and "http://www.w3.org/" not in text(node):
            yield node, "no request leaves our origin: an outside address has no place in a script"
