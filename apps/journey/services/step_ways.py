"""Where each small step leads: straight to doing it, as far as there is somewhere for this person now."""

from django.urls import reverse

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.journey.rules.steps import Doing
from apps.meetings.services.upcoming import next_meetings


def ways_of(user: User) -> dict[Doing, str]:
    """Return an address for each step that this person can take now."""
    members = Membership.objects.taking_part().filter(user=user).select_related("group", "user").order_by("group__name")
    places = [(member.group, access_of_membership(member)) for member in members]
    chat = _first("messaging:chat", places, Permission.POST_MESSAGE)
    meeting = next(iter(next_meetings(user, 1, own_only=True)), None)
    found = {
        Doing.REACT: chat,
        Doing.CHECK_IN: reverse("journey:journey") + "#checkin",
        Doing.WRITE: _first("groups:members", places, Permission.MESSAGE_MEMBER),
        Doing.LISTEN: reverse("meetings:meeting", args=[meeting.id]) if meeting else "",
        Doing.SAY: chat,
        Doing.SHARE: chat,
    }
    return {step: address for step, address in found.items() if address}


def _first(page: str, places: list[tuple[Group, GroupAccess]], permission: Permission) -> str:
    groups = (group for group, access in places if access.can(permission))
    return next((reverse(page, args=[group.public_id]) for group in groups), "")
