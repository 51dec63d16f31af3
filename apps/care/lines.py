"""A line on the help page that another app fills, for example with the next meeting."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Line:
    """Words already translated, and where they lead."""

    words: str
    url: str
    link_words: str


type LineSource = Callable[[HttpRequest], Line | None]

_sources: list[LineSource] = []


def add_line(source: LineSource) -> None:
    """Let `source` offer a line each time the help page is shown; called in an `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def lines_for(request: HttpRequest) -> list[Line]:
    """Return the lines that have something to say to this person now."""
    return [line for source in _sources if (line := source(request))]
