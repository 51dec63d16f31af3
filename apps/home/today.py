"""Today: one next step and what waits for this person; not a feed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.accounts.requests import PersonRequest
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.groups.services.join_requests import waiting_requests
from apps.meetings.services.agenda import reader_zone
from apps.meetings.services.upcoming import next_meetings
from apps.meetings.services.words import spoken_moment
from apps.messaging.services.inbox import rooms_of
from apps.notifications.models import Notice

MORNING, NOON, EVENING = 5, 12, 18


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: where it leads, whose pebble stands before it, and what it says."""

    url: str
    picture: str
    title: str
    more: str = ""


def today(request: PersonRequest) -> HttpResponse:
    """Show Today to a signed-in person."""
    now = timezone.localtime()
    memberships = _memberships_of(request.user)
    context = {
        "now_words": spoken_moment(now, reader_zone(request.user)),
        "greeting": greeting(now.hour),
        "groups": memberships,
        "next_meeting": next(iter(next_meetings(request.user, 1, own_only=True)), None),
        "waiting": [*_notices(request.user), *_requests(memberships), *_unread(request.user)],
    }
    return render(request, "home/today.html", context)


def _memberships_of(user: User) -> list[Membership]:
    taking_part = Membership.objects.taking_part().filter(user=user)
    return list(taking_part.select_related("group", "user").order_by("group__name"))


def greeting(hour: int) -> str:
    """Return the greeting of the hour; at night nobody is told that it is morning."""
    if hour < MORNING:
        return gettext("You are up late.")
    if hour < NOON:
        return gettext("Good morning.")
    return gettext("Good evening.") if hour >= EVENING else gettext("Good afternoon.")


def _notices(user: User) -> Iterator[Waiting]:
    newest = Notice.objects.filter(user=user, read_at=None).first()
    if newest:
        yield Waiting(reverse("notifications:notices"), newest.scope or newest.public_id, gettext("Something for you"))


def _requests(memberships: Sequence[Membership]) -> Iterator[Waiting]:
    for membership in memberships:
        access = access_of_membership(membership)
        if access.can(Permission.ANSWER_JOIN_REQUEST) and waiting_requests(access):
            url = reverse("groups:requests", args=[membership.group.public_id])
            title = gettext("Somebody asks to join %(group)s") % {"group": membership.group.name}
            yield Waiting(url, membership.group.public_id, title)


def _unread(user: User) -> Iterator[Waiting]:
    for line in rooms_of(user):
        if line.has_new:
            group = line.room.group
            title = gettext("Unread in %(group)s") % {"group": group.name}
            yield Waiting(reverse("messaging:chat", args=[group.public_id]), group.public_id, title)
