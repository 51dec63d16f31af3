"""Today: one next step and what waits for this person; not a feed."""

from collections.abc import Callable, Collection, Iterator, Sequence
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
from apps.groups.services.rota import has_note_for
from apps.groups.services.welcoming import has_newcomers
from apps.journey.services import company, pact_telling
from apps.journey.services.circle import may_call
from apps.journey.services.next_step import next_step
from apps.journey.services.rule_ends import ASKED as MAY_BE_TOLD
from apps.journey.services.telling_rules import questions_to
from apps.meetings.services.agenda import reader_zone
from apps.meetings.services.upcoming import next_meetings
from apps.meetings.services.words import spoken_moment
from apps.messaging.services import telling
from apps.messaging.services.awaiting import NOTICE as UNANSWERED
from apps.messaging.services.awaiting import offers_for
from apps.messaging.services.inbox import rooms_of
from apps.messaging.services.reaching import NOTICE as WORDS_FOR_ME
from apps.messaging.services.remembering import is_asked_to_decide, remembered_among
from apps.messaging.services.wall import walls_with_news
from apps.moderation.services.care import places_to_care
from apps.moderation.services.own_decisions import is_shut_out
from apps.notifications.currency import still_right
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from apps.notifications.services.sending import unread_of

MOST_NOTICES = 20
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
        "remembered": remembered_among(memberships),
        "next_meeting": next(iter(next_meetings(request.user, 1, own_only=True)), None),
        "waiting": _waiting_for(request.user, memberships),
        "step": next_step(request.user, now.date()),
        "is_shut_out": is_shut_out(request.user),
        "can_call": may_call(request.user),
        "has_call": company.open_call(request.user) is not None,
    }
    return render(request, "home/today.html", context)


def _waiting_for(user: User, memberships: Sequence[Membership]) -> list[Waiting]:
    told = [notice for notice in unread_of(user.pk)[:MOST_NOTICES] if notice.kind not in {UNANSWERED, MAY_BE_TOLD}]
    notices = still_right(told, Way.PAGE)
    rooms = {notice.topic for notice in notices}
    asked = [*_requests(memberships), *_days(memberships)]
    duties = [*_care(user), *_handed_over(memberships), *asked, *_newcomers(memberships)]
    return [*_notices(notices), *_questions(user), *duties, *_offers(user), *_unread(user, but=rooms), *_on_walls(user)]


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


def _notices(notices: Sequence[Notice]) -> Iterator[Waiting]:
    """Words for this person, each conversation a line; everything else that they were told is one line."""
    for notice in notices:
        if notice.kind in SAID:
            title, place = SAID[notice.kind]
            url = reverse(place, args=[notice.topic])
            yield Waiting(url, notice.scope, title() % {"group": notice.details["group"]})
    other = next((notice for notice in notices if notice.kind not in SAID), None)
    if other:
        yield Waiting(reverse("notifications:notices"), other.scope or other.public_id, gettext("Something for you"))


# By kind of notice: what the line says, and where it leads.
SAID: dict[str, tuple[Callable[[], str], str]] = {
    WORDS_FOR_ME: (lambda: gettext("New words for you in %(group)s"), "messaging:words_for_me"),
    company.NOTICE: (lambda: gettext("Somebody in %(group)s could use company"), "journey:company_asked"),
    pact_telling.ASKED: (lambda: gettext("Somebody in %(group)s asks you for a pact"), "journey:pact"),
    pact_telling.ACCEPTED: (lambda: gettext("Somebody in %(group)s said yes to a pact"), "journey:pact"),
    pact_telling.QUIET: (lambda: gettext("A good moment to say hello, in %(group)s"), "journey:pact"),
    pact_telling.REVIEW: (lambda: gettext("A pact in %(group)s: go on, or end?"), "journey:pact"),
    pact_telling.TERMS: (lambda: gettext("Something else is proposed for a pact in %(group)s"), "journey:pact"),
    pact_telling.TERMS_ANSWERED: (lambda: gettext("A proposal for a pact in %(group)s is answered"), "journey:pact"),
    telling.ASKED: (lambda: gettext("Somebody in %(group)s would like to write to you"), "messaging:conversation"),
    telling.ACCEPTED: (
        lambda: gettext("Somebody in %(group)s said yes: you can write to each other"),
        "messaging:conversation",
    ),
    telling.MESSAGE: (lambda: gettext("Somebody in %(group)s has written to you"), "messaging:conversation"),
}


def _questions(user: User) -> Iterator[Waiting]:
    """Whether somebody may let them know waits until it is answered or over, also once the notice was read."""
    for rule in questions_to(user):
        url = reverse("journey:told", args=[rule.public_id])
        title = gettext("Somebody in %(group)s asks you something") % {"group": rule.told.group.name}
        yield Waiting(url, rule.told.group.public_id, title)


def _offers(user: User) -> Iterator[Waiting]:
    for offer in offers_for(user):
        url = reverse("messaging:place", args=[offer.message.public_id])
        more = gettext("In %(group)s. Say hello; a few words are enough.") % {"group": offer.group.name}
        yield Waiting(url, offer.group.public_id, gettext("Somebody's words have had no answer yet"), more)


def _requests(memberships: Sequence[Membership]) -> Iterator[Waiting]:
    for membership in memberships:
        access = access_of_membership(membership)
        if access.can(Permission.ANSWER_JOIN_REQUEST) and waiting_requests(access):
            url = reverse("groups:requests", args=[membership.group.public_id])
            title = gettext("Somebody asks to join %(group)s") % {"group": membership.group.name}
            yield Waiting(url, membership.group.public_id, title)


def _days(memberships: Sequence[Membership]) -> Iterator[Waiting]:
    for membership in memberships:
        if is_asked_to_decide(access_of_membership(membership), membership.group):
            url = reverse("messaging:days", args=[membership.group.public_id])
            title = gettext("Somebody asks %(group)s to hold a day in memory") % {"group": membership.group.name}
            yield Waiting(url, membership.group.public_id, title)


def _care(user: User) -> Iterator[Waiting]:
    for group in places_to_care(user):
        title = gettext("Somebody in %(group)s may need company") % {"group": group.name}
        yield Waiting(reverse("moderation:concerns", args=[group.public_id]), group.public_id, title)


def _handed_over(memberships: Sequence[Membership]) -> Iterator[Waiting]:
    for membership in memberships:
        if access_of_membership(membership).can(Permission.SEE_MODERATION) and has_note_for(membership):
            title = gettext("Something was handed over to you in %(group)s") % {"group": membership.group.name}
            yield Waiting(reverse("groups:rota", args=[membership.group.public_id]), membership.group.public_id, title)


def _newcomers(memberships: Sequence[Membership]) -> Iterator[Waiting]:
    for membership in memberships:
        if has_newcomers(access_of_membership(membership)):
            url = reverse("groups:newcomers", args=[membership.group.public_id])
            title = gettext("Somebody is new in %(group)s") % {"group": membership.group.name}
            yield Waiting(url, membership.group.public_id, title, gettext("You could look out for them."))


def _on_walls(user: User) -> Iterator[Waiting]:
    for group in walls_with_news(user):
        title = gettext("On the wall of %(group)s") % {"group": group.name}
        yield Waiting(reverse("messaging:wall", args=[group.public_id]), group.public_id, title)


def _unread(user: User, *, but: Collection[str]) -> Iterator[Waiting]:
    for line in rooms_of(user):
        if line.has_new and line.room.public_id not in but:
            group = line.room.group
            title = gettext("Unread in %(group)s") % {"group": group.name}
            yield Waiting(reverse("messaging:chat", args=[group.public_id]), group.public_id, title)
