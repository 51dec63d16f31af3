"""What other apps add to a group's card and page: meetings fill in the next one, without being imported from here.

Pure: register in `AppConfig.ready`. Each provider is called once for all groups of a page, so it costs one query.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from apps.groups.permissions import GroupAccess

type Line = tuple[str, str]
type CardLine = Callable[[Sequence[Any], Any], dict[int, Line]]
type PagePart = Callable[[Any, GroupAccess], "Part | None"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a group's page: a template, and what it needs under the name `part`."""

    template: str
    context: dict[str, Any]


_card_lines: list[CardLine] = []
_page_parts: list[PagePart] = []


def register_card_line(provider: CardLine) -> None:
    """Cards show the provider's line.

    `provider(groups, viewer)` returns `{group.pk: (label, value)}` in words; a group it leaves out has no such line.
    """
    _card_lines.append(provider)


def register_page_part(provider: PagePart) -> None:
    """A group's page shows the provider's part: `provider(group, access)` returns a Part, or None for nothing."""
    _page_parts.append(provider)


def card_lines(groups: Sequence[Any], viewer: Any) -> dict[int, list[Line]]:
    """Return every registered line of these groups, by group and in the order of registration."""
    lines: dict[int, list[Line]] = {group.pk: [] for group in groups}
    for provider in _card_lines:
        for group_id, line in provider(groups, viewer).items():
            lines[group_id].append(line)
    return lines


def page_parts(group: Any, access: GroupAccess) -> list[Part]:
    """Return every registered part of this group's page."""
    return [part for provider in _page_parts if (part := provider(group, access)) is not None]
