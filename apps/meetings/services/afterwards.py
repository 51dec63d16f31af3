"""After a meeting: how it was, a word alone with a host, and whom to thank."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.core.errors import Invalid, NotFound
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess
from apps.meetings.errors import MeetingNotOver, NobodyToAsk, TooLateToSay
from apps.meetings.models import Echo, Meeting, Seat
from apps.meetings.rules.moods import TOLD_AFTER, shared_mood
from apps.meetings.services.hosting import is_host, membership_id, named_hosts
from apps.meetings.services.live import find_meeting
from apps.meetings.services.telling import whose_words
from apps.notifications.services.sending import notify


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was in a meeting, and was not sent out."""

    meeting: Meeting
    access: GroupAccess
    seat: Seat


def find_stay(meeting_id: str, user: User) -> Stay:
    """Return the stay of somebody who was inside. Raises NotFound for everybody else."""
    meeting, access = find_meeting(meeting_id, user)
    seat = Seat.objects.filter(meeting=meeting, membership_id=membership_id(access), joined_at__isnull=False).first()
    if seat is None or seat.state == Seat.State.REMOVED:
        raise NotFound
    return Stay(meeting, access, seat)


def thanks_to(stay: Stay) -> list[str]:
    """Return the aliases of those who served at the meeting, oneself aside, hosts first."""
    served = Membership.objects.filter(services__meeting=stay.meeting).exclude(pk=stay.seat.membership_id)
    hosts = _hosts_of(stay).exclude(pk=stay.seat.membership_id)
    return list(dict.fromkeys([member.alias for member in (*hosts, *served.order_by("alias"))]))


def _hosts_of(stay: Stay) -> QuerySet[Membership]:
    """Return those who host this meeting and were in it."""
    were_inside = Seat.objects.filter(meeting=stay.meeting, joined_at__isnull=False).exclude(state=Seat.State.REMOVED)
    hosting = Q(pk__in=named_hosts(stay.meeting)) | Q(roles__contains=["facilitator"])
    members = Membership.objects.taking_part().filter(hosting, pk__in=were_inside.values("membership"))
    return members.order_by("alias")


def hosts_to_ask(stay: Stay) -> list[Membership]:
    """Return the hosts who would hear of a wish for a word: those who were there and whom no block keeps apart."""
    mine = stay.seat.membership_id
    pairs = Block.objects.filter(Q(blocker_id=mine) | Q(blocked_id=mine)).values_list("blocker_id", "blocked_id")
    apart = {member for pair in pairs for member in pair} | {mine}
    return [host for host in _hosts_of(stay).select_related("user") if host.pk not in apart]


@transaction.atomic
def say_how(stay: Stay, mood: str) -> Echo:
    """It is kept how the meeting was for this person; another answer replaces it.

    Raises Invalid, and TooLateToSay once hosts know what most felt: nobody reads from a change who it was.
    """
    if mood not in Echo.Mood.values:
        raise Invalid
    if is_mood_told(stay.meeting):
        raise TooLateToSay
    changed = {"mood": mood, "said_at": timezone.now()}
    echo, _ = Echo.objects.update_or_create(
        meeting=stay.meeting, membership_id=stay.seat.membership_id, defaults=changed
    )
    return echo


@transaction.atomic
def ask_for_a_word(stay: Stay) -> None:
    """The hosts who were there know that this person would like a moment alone; asking again tells nobody anew.

    Raises NobodyToAsk.
    """
    hosts = hosts_to_ask(stay)
    if not hosts:
        raise NobodyToAsk
    Echo.objects.get_or_create(meeting=stay.meeting, membership_id=stay.seat.membership_id)
    echo = Echo.objects.select_for_update().get(meeting=stay.meeting, membership_id=stay.seat.membership_id)
    if echo.wants_a_word:
        return
    echo.wants_a_word = True
    echo.save(update_fields=["wants_a_word"])
    details = {
        "alias": stay.access.alias,
        "meeting": stay.meeting.title,
        "link": reverse("meetings:after", args=[stay.meeting.public_id]),
    }
    scope, names = stay.meeting.group.public_id, [stay.access.membership_public_id, *whose_words(stay.meeting)]
    for host in hosts:
        notify(host.user_id, kind="meeting_word", scope=scope, details=details, names=names, wants_mail=True)


def who_asked(stay: Stay) -> list[Membership]:
    """Return, for a host who would have been told, who would like a word and is still in the group."""
    if not is_host(stay.access, stay.meeting):
        return []
    asked = Membership.objects.taking_part().filter(
        pk__in=Echo.objects.filter(meeting=stay.meeting, wants_a_word=True).values("membership")
    )
    seats = Seat.objects.filter(meeting=stay.meeting, membership__in=asked).select_related("membership")
    others = [Stay(stay.meeting, stay.access, seat) for seat in seats if seat.pk != stay.seat.pk]
    return [
        other.seat.membership
        for other in others
        if any(host.pk == stay.seat.membership_id for host in hosts_to_ask(other))
    ]


def mood_for_hosts(stay: Stay) -> str:
    """Return in words how the meeting was for most, hours after its end; nothing of fewer than five, or for others."""
    if not is_mood_told(stay.meeting) or not is_host(stay.access, stay.meeting):
        return ""
    said = Echo.objects.filter(meeting=stay.meeting).exclude(mood="")
    words = {
        Echo.Mood.LIGHTER: gettext("Most who told us felt lighter afterwards."),
        Echo.Mood.SAME: gettext("Most who told us felt about the same afterwards."),
        Echo.Mood.HEAVIER: gettext("Most who told us felt heavier afterwards. A gentle closing may help."),
        "mixed": gettext("People went home with different feelings."),
    }
    return words.get(shared_mood([echo.mood for echo in said]), "")


def is_mood_told(meeting: Meeting) -> bool:
    """Tell whether it is long enough after the meeting for hosts to learn how it was for most."""
    return meeting.ended_at is not None and timezone.now() >= meeting.ended_at + TOLD_AFTER


def require_over(stay: Stay) -> None:
    """Pass when the person is no longer in the room. Raises MeetingNotOver."""
    if stay.seat.state == Seat.State.ADMITTED and stay.meeting.state == Meeting.State.OPEN:
        raise MeetingNotOver
