"""Parts of the page "Me" that apps above this one bring along, registered in their `AppConfig.ready`."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

type Section = Callable[[HttpRequest], SafeString]

_sections: list[Section] = []


def register(section: Section) -> None:
    """Show what `section` renders on the page "Me", below the person's own settings."""
    if section not in _sections:
        _sections.append(section)


def render_sections(request: HttpRequest) -> list[SafeString]:
    """Return every registered part for this person."""
    return [section(request) for section in _sections]
