"""People: who meets next, where somebody is there, who answers the telephone."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.care.models import Helpline
from apps.care.services.helplines import country_of
from apps.groups.models import Membership
from apps.groups.services.duty import duty_of
from apps.groups.services.duty_words import room_words
from apps.journey.services.pacts import Held, standing_pacts_of
from apps.meetings.services.agenda import Entry
from apps.meetings.services.upcoming import next_meetings

MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A group of theirs; `here` says that somebody is on duty there now."""

    public_id: str
    name: str
    here: str


@dataclass(frozen=True, slots=True)
class People:
    """Whom one can turn to now."""

    meeting: Entry | None
    groups: list[Place]
    helplines: list[Helpline]
    partners: list[Held]


def people_for(user: User) -> People:
    """Return the next meeting open to this person, of their groups before others, their groups (first where somebody is), and lines of their country."""
    lines = Helpline.objects.filter(country=country_of(user), is_emergency=False)[:MOST_LINES]
    return People(_meeting_for(user), _places_of(user), list(lines), standing_pacts_of(user))


def _meeting_for(user: User) -> Entry | None:
    return next(iter(next_meetings(user, 1, own_only=True) or next_meetings(user, 1)), None)


def _places_of(user: User) -> list[Place]:
    members = Membership.objects.taking_part().filter(user=user).select_related("group").order_by("group__name")
    places = [Place(one.group.public_id, one.group.name, room_words(duty_of(one.group), None)) for one in members]
    return sorted(places, key=lambda place: not place.here)
