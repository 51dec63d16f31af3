"""The kinds of notices that a person can choose about, and what holds before they chose. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Chosen(StrEnum):
    """What a person can want to be told of, or not."""

    MENTION = "mention"
    REPLY = "reply"
    DIRECT = "direct"
    UNANSWERED = "unanswered"


class Way(StrEnum):
    """Where somebody is told."""

    PAGE = "page"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one person wants to be told of one kind."""

    in_page: bool = True
    by_mail: bool = True

    def holds(self, way: Way) -> bool:
        return self.in_page if way is Way.PAGE else self.by_mail


EVERY_WAY = Ways()
