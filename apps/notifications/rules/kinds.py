"""The kinds of notices that a person can choose about, and what holds before they chose. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Chosen(StrEnum):
    """What a person can want to be told of, or not."""

    MENTION = "mention"
    REPLY = "reply"
    DIRECT = "direct"
    UNANSWERED = "unanswered"
    COMPANY = "company"
    PACT = "pact"


class Way(StrEnum):
    """Where somebody is told."""

    PAGE = "page"
    MAIL = "mail"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one person wants to be told of one kind; by push only if they say so, and on some device."""

    in_page: bool = True
    by_mail: bool = True
    by_push: bool = False

    def holds(self, way: Way) -> bool:
        return {Way.PAGE: self.in_page, Way.MAIL: self.by_mail, Way.PUSH: self.by_push}[way]

    @property
    def are_none(self) -> bool:
        return not (self.in_page or self.by_mail or self.by_push)


EVERY_WAY = Ways(by_push=True)
