"""What the chat page shows, prepared: messages under their days, and where the new ones begin."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from apps.messaging.rules.viewing import View
from apps.messaging.services.history import Page, show


@dataclass(frozen=True, slots=True)
class Day:
    """Messages of one day by the reader's clock."""

    on: date
    is_today: bool
    items: list[dict[str, Any]] = field(default_factory=list)


def days_of(page: Page, view: View, read_to: int | None) -> list[Day]:
    """Return the messages by day; the first one the reader has not seen carries `is_first_new`.

    Nothing is new to whoever was never here: it is all new. Own messages are not news.
    """
    items = show(page.messages, view)
    _mark_first_new(items, read_to, is_beginning=not page.has_more)
    today = timezone.localdate()
    grouped = groupby(items, key=lambda item: timezone.localdate(item["message"].posted_at))
    return [Day(on, on == today, list(of_day)) for on, of_day in grouped]


def _mark_first_new(items: list[dict[str, Any]], read_to: int | None, *, is_beginning: bool) -> None:
    if read_to is None:
        return
    for place, item in enumerate(items):
        number = item["message"].number
        if number and number > read_to and not item["is_mine"]:
            # Right at the top of a page the first new message may stand on an older one.
            item["is_first_new"] = place > 0 or is_beginning
            return
