"""Saying whether one comes: the one home of the rule of places."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from apps.core.errors import NotPermitted
from apps.groups.events import MemberChanged
from apps.groups.permissions import GroupAccess, Permission, State
from apps.meetings.errors import MeetingCancelled, MeetingOver, NotForNewcomers, UnknownAnswer
from apps.meetings.models import Answer, Meeting, Rsvp
from apps.meetings.services.telling import tell_place_free
from apps.meetings.services.where import take_advice
from apps.meetings.services.whose import is_parted

ASKABLE = frozenset({Answer.YES, Answer.MAYBE, Answer.NO})
# Takes the answer back, as if it had never been given.
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who said they come, or perhaps."""

    public_id: str
    alias: str
    is_unsure: bool


@transaction.atomic
def answer_meeting(
    access: GroupAccess, meeting: Meeting, answer: str, *, has_read_advice: bool = False
) -> Answer | None:
    """Keep the member's answer and return it: WAITING for a yes when every place is taken, None after "undo".

    Repeating an answer changes nothing. A place that becomes free goes to whoever has waited longest, who is told.

    Raises UnknownAnswer, MeetingCancelled, MeetingOver, AdviceNotTaken at a first yes to something in person unless
    `has_read_advice`, and whatever forbids coming at all.
    """
    if answer not in {*ASKABLE, UNDO}:
        raise UnknownAnswer
    require_welcome(access, meeting)
    # Two who want the last place are one after the other from here to the commit.
    meeting = _locked(meeting.pk)
    _require_ahead(meeting)
    _require_together(access, meeting)
    if answer == Answer.YES:
        take_advice(access, meeting.series, has_read=has_read_advice)
    kept = _keep(access, meeting, answer)
    if kept != Answer.YES:
        fill_places(meeting)
    return kept


def require_welcome(access: GroupAccess, meeting: Meeting) -> None:
    """Pass whoever may come to this meeting. Raises NotFound, NotPermitted, NotForNewcomers."""
    access.require(Permission.ATTEND_MEETING)
    if State.NEWCOMER in access.states and not meeting.series.is_open_to_newcomers:
        raise NotForNewcomers


def _require_together(access: GroupAccess, meeting: Meeting) -> None:
    # Asked under the lock: whoever parts from somebody waits for it, and takes the answer back.
    if is_parted(access, meeting.series):
        raise NotPermitted


def fill_places(meeting: Meeting) -> None:
    """Give free places to whoever waits, the longest first; call it with the meeting's row locked."""
    if not meeting.series.capacity:
        return
    free = meeting.series.capacity - places_taken(meeting)
    waiting = meeting.rsvps.filter(answer=Answer.WAITING, membership__ended_at=None).order_by("answered_at", "pk")
    for rsvp in waiting.select_related("membership__user")[: max(free, 0)]:
        rsvp.answer = Answer.YES
        rsvp.save(update_fields=["answer"])
        tell_place_free(meeting, rsvp.membership)


@transaction.atomic
def take_back_answers(event: MemberChanged) -> None:
    """Whoever is out of the group comes to none of its meetings; their places go to whoever waits."""
    if event.change != "ended":
        return
    answered = Meeting.objects.ahead().filter(rsvps__membership=event.membership_id)
    # Always in the same order: whoever locks several meetings waits for nobody who waits for them.
    for pk in sorted(answered.values_list("pk", flat=True)):
        meeting = _locked(pk)
        meeting.rsvps.filter(membership=event.membership_id).delete()
        fill_places(meeting)


def fill_all_places() -> None:
    """Give places that are free all the same, because a meeting became larger, to whoever waits."""
    waited_for = Meeting.objects.ahead().filter(series__capacity__isnull=False, rsvps__answer=Answer.WAITING)
    for pk in waited_for.values_list("pk", flat=True).distinct():
        with transaction.atomic():
            fill_places(_locked(pk))


def places_taken(meeting: Meeting) -> int:
    return meeting.rsvps.filter(answer=Answer.YES, membership__ended_at=None).count()


def coming_to(meeting: Meeting) -> list[Expected]:
    """Return whom the hosts may expect, the sure ones first. For hosts alone: nobody else learns who comes."""
    rsvps = meeting.rsvps.filter(answer__in=[Answer.YES, Answer.MAYBE], membership__ended_at=None)
    members = rsvps.select_related("membership").order_by("-answer", "membership__alias")
    return [Expected(one.membership.public_id, one.membership.alias, one.answer == Answer.MAYBE) for one in members]


def _locked(pk: int) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("series__group").get(pk=pk)


def _require_ahead(meeting: Meeting) -> None:
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingCancelled
    if not meeting.is_ahead:
        raise MeetingOver


def _keep(access: GroupAccess, meeting: Meeting, answer: str) -> Answer | None:
    own = Rsvp.objects.filter(meeting=meeting, membership_id=access.membership_id or 0).first()
    if answer == UNDO:
        if own is not None:
            own.delete()
        return None
    if own is not None and (own.answer == answer or (own.answer == Answer.WAITING and answer == Answer.YES)):
        return Answer(own.answer)
    chosen = Answer.WAITING if answer == Answer.YES and _is_full(meeting) else Answer(answer)
    Rsvp.objects.update_or_create(
        meeting=meeting,
        membership_id=access.membership_id or 0,
        defaults={"answer": chosen, "answered_at": timezone.now()},
    )
    return chosen


def _is_full(meeting: Meeting) -> bool:
    return bool(meeting.series.capacity) and places_taken(meeting) >= (meeting.series.capacity or 0)
