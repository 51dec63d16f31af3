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
    MEETING = "meeting"
    TASK = "task"


# Notices of one moment that are told as their person chose. Those that go on (a talk, company, a pact) ask for the choice
# where they come from. What is about somebody's safety, about an account or decided about a person is nobody's choice.
CHOICE_OF = {
    "meeting_moved": Chosen.MEETING,
    "meeting_changed": Chosen.MEETING,
    "meeting_cancelled": Chosen.MEETING,
    "meeting_back": Chosen.MEETING,
    "meetings_changed": Chosen.MEETING,
    "meeting_place_free": Chosen.MEETING,
    "join_asked": Chosen.TASK,
    "shift_offered": Chosen.TASK,
    "shift_taken": Chosen.TASK,
    "service_untaken": Chosen.TASK,
    "service_ended": Chosen.TASK,
    "service_taken_over": Chosen.TASK,
}


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
