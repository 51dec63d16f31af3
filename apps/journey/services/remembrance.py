"""A day that somebody remembers for themself, brought to a group: its day and month alone, never the year or a word."""

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.models import Milestone
from apps.journey.services.finding import find_own
from apps.messaging.models import Message, RememberedDay
from apps.messaging.services.remembered_days import DayOfYear, ask_for_day, pages_kept_by


def find_remembrance(user: User, public_id: str) -> Milestone:
    """Return this person's day to remember. Raises NotFound for what is missing, another's, or of another kind."""
    found = find_own(Milestone, user, public_id)
    if found.kind != Milestone.Kind.REMEMBRANCE or found.day is None:
        raise NotFound
    return found


def ask_group(user: User, milestone_id: str, page_id: str, occasion: str) -> tuple[RememberedDay, Message]:
    """The group of that page is asked for the day. Raises NotFound, and what `ask_for_day` raises."""
    milestone = find_remembrance(user, milestone_id)
    page = next((page for page in pages_kept_by(user) if page.public_id == page_id), None)
    if page is None:
        raise NotFound
    group = page.room.group
    member = Membership.objects.taking_part().select_related("group", "user").get(user=user, group=group)
    wanted = DayOfYear(occasion, milestone.day.month, milestone.day.day)
    return ask_for_day(access_of_membership(member).in_rooms(), group, page_id, wanted), page


def walls_to_begin_on(user: User) -> list[Membership]:
    """Return this person's places in groups on whose wall they may begin a page of memory now."""
    members = Membership.objects.taking_part().filter(user=user, group__has_wall=True).select_related("group", "user")
    return [
        member
        for member in members.order_by("group__name")
        if access_of_membership(member).in_rooms().can(Permission.BEGIN_MEMORIAL)
    ]
