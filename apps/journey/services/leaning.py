"""People: who meets next, where somebody talks, who answers the telephone."""

from dataclasses import dataclass

from apps.accounts.models import SiteSettings, User
from apps.care.models import Helpline
from apps.groups.models import Group, Membership
from apps.meetings.services.agenda import Entry
from apps.meetings.services.upcoming import next_meetings

MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class People:
    """Whom one can turn to now."""

    meeting: Entry | None
    groups: list[Group]
    helplines: list[Helpline]


def people_for(user: User) -> People:
    """Return the next meeting open to this person, their groups, and the first lines of their country."""
    members = Membership.objects.taking_part().filter(user=user).select_related("group").order_by("group__name")
    country = user.country or SiteSettings.load().default_country
    lines = Helpline.objects.filter(country=country, is_emergency=False)[:MOST_LINES]
    return People(next(iter(next_meetings(user, 1)), None), [member.group for member in members], list(lines))
