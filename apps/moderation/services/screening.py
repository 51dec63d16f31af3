"""Messages that somebody is to look at: let stand, or turned down with a reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.groups.services.telling import notify_about
from apps.messaging.models import Message, Room, Screened
from apps.messaging.services import held
from apps.messaging.services.parties import load_parties
from apps.moderation.errors import AuthorAway, DecidedElsewhere, TakenBack
from apps.moderation.models import Case
from apps.moderation.rules.words import require_words
from apps.moderation.services import actions
from apps.moderation.services.acting import Why, require_no_part
from apps.moderation.services.audit import record_screening
from apps.moderation.services.cases import settle_case
from apps.moderation.services.closing import close_case
from apps.moderation.services.handling import Handlers, loaded
from apps.moderation.services.screening_queue import FOUND, decide, waiting
from apps.moderation.services.turning_down import keep_decline


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that somebody is to look at, in which cases, and as whom this person does (nobody: as site safety staff).

    `may_stand`: its author still takes part.
    """

    screened: Screened
    cases: list[Case]
    member: Membership | None
    may_stand: bool

    @property
    def message(self) -> Message:
        return self.screened.message

    @property
    def is_care(self) -> bool:
        """Its author may be in danger: before everything else."""
        return any(case.is_care for case in self.cases)


def waiting_in(access: GroupAccess) -> list[Waiting]:
    """Return what waits in the group for this person: who may be in danger first, then the longest waiting."""
    found = list(_loaded().filter(message__room__group=access.group_id).order_by("created_at", "pk"))
    mine = _in_part_of(access, found)
    return sorted(mine, key=lambda one: not one.is_care)


def find_waiting(access: GroupAccess, message_id: str) -> Waiting:
    """Return one message that waits for this person. Raises NotFound, and TakenBack or DecidedElsewhere."""
    if not access.can(Permission.SEE_MODERATION):
        raise NotFound
    screened = _loaded(Screened.objects.all()).filter(
        message__public_id=message_id, message__room__group=access.group_id
    )
    found = screened.first()
    if found is None:
        _require_known(access, message_id)
        raise TakenBack
    part = _in_part_of(access, [found])
    if part:
        return part[0]
    if found.outcome != Screened.Outcome.WAITING and access.can(Permission.HIDE_MESSAGE):
        raise DecidedElsewhere
    raise NotFound


def _require_known(access: GroupAccess, message_id: str) -> None:
    gone = Message.objects.filter(
        public_id=message_id, room__group=access.group_id, state=Message.State.UNSENT, number=None
    )
    if not (access.can(Permission.HIDE_MESSAGE) and gone.exists()):
        raise NotFound


@transaction.atomic
def let_stand(access: GroupAccess, message_id: str) -> Message:
    """The message stands in the room for everybody, and its author has been told; one that was marked just stays.

    Raises NotFound, TakenBack, DecidedElsewhere, AuthorAway when its author no longer takes part, InOtherHands.
    """
    one = _lock(access, message_id)
    if not one.may_stand:
        raise AuthorAway
    decide(one.screened, Screened.Outcome.RELEASED, one.member.pk if one.member else None)
    _close(access, one, Case.Outcome.DISMISSED, gettext("It may stand."))
    record_screening(access, "message.released", one.message)
    if not one.screened.is_held:
        return one.message
    kept = held.release_message(one.message.pk)
    _tell_author(one, "message_released")
    return kept


@transaction.atomic
def turn_down(access: GroupAccess, message_id: str, *, words: str, rule: str = "") -> None:
    """The message does not stand in the room; its author reads why, and has their words back.

    It can be appealed, as what was put away and stays hidden can. Raises what `let_stand` raises, but AuthorAway,
    PartyToIt and Invalid for unusable words.
    """
    one = _lock(access, message_id)
    reason = require_words(words)
    if not one.screened.is_held:
        raise NotFound
    require_no_part(access, message=one.message)
    decide(one.screened, Screened.Outcome.DECLINED, one.member.pk if one.member else None, reason)
    _close(access, one, Case.Outcome.ACTED, gettext("It does not stand."))
    if one.message.state == Message.State.HIDDEN and access.can(Permission.HIDE_MESSAGE):
        held.release_message(one.message.pk)
        actions.hide_message(access, message_id, why=Why(reason, rule))
        return
    # What stood for a while keeps its place, out of sight.
    said = held.turn_down(one.message.pk) if one.message.state == Message.State.HELD else ""
    case = next((case.public_id for case in one.cases if case.subject in FOUND), "")
    keep_decline(access, one.message, Why(reason, rule, case=case), said=said)


def _lock(access: GroupAccess, message_id: str) -> Waiting:
    room_id = Message.objects.filter(public_id=message_id, room__group=access.group_id).values_list("room", flat=True)
    Room.objects.select_for_update(no_key=True).filter(pk__in=room_id[:1]).first()
    one = find_waiting(access, message_id)
    if one.screened.outcome != Screened.Outcome.WAITING:
        raise DecidedElsewhere
    return one


def _close(access: GroupAccess, one: Waiting, outcome: Case.Outcome, note: str) -> None:
    for case in one.cases:
        if case.subject in FOUND:
            settle_case(case.subject, case.subject_id, outcome=outcome)
        elif case.state == Case.State.OPEN and {report.message_id for report in case.reports.all()} == {one.message.pk}:
            # Members reported it: they are thanked as ever. What else folded into the case is looked at by itself.
            # Whoever decides about the message has read it: no cap keeps it out of sight.
            close_case(access.user_id or 0, case.public_id, outcome=outcome, note=note, anyway=True)


def _tell_author(one: Waiting, kind: str) -> None:
    author, group = one.message.author, one.message.room.group
    if author is not None:
        about = {"alias": author.alias, "posted_at": one.message.posted_at.isoformat()}
        notify_about(group, author.user_id, kind, wants_mail=False, **about)


def _in_part_of(access: GroupAccess, found: Sequence[Screened]) -> list[Waiting]:
    """Return those of these whose cases this person may handle, every one of them, in the same order.

    A worry about whoever wrote it is another matter: it stays with those who look after it, and keeps nobody else away.
    """
    about = Case.objects.filter(reports__message__in=[one.message_id for one in found]).exclude(state=Case.State.DONE)
    open_ones = list(loaded(about.distinct().order_by("pk")))
    handlers, by_message = Handlers(open_ones), defaultdict(list)
    for case in open_ones:
        for message_id in {report.message_id for report in case.reports.all()}:
            by_message[message_id].append((case, handlers.hands_of(access.user_id or 0, case)))
    load_parties(one.message for one in found)
    return [
        Waiting(one, [case for case, _hands in parts], parts[0][1].member, may_stand=_may_stand(one.message))
        for one in found
        if (parts := [(case, hands) for case, hands in by_message[one.message_id] if hands is not None])
        and all(hands is not None or case.is_care for case, hands in by_message[one.message_id])
    ]


def _may_stand(message: Message) -> bool:
    """Tell whether its author still takes part: words of somebody who is gone do not newly appear."""
    author = message.author
    return author is not None and access_of_membership(author).can(Permission.READ)


def _loaded(found: QuerySet[Screened] | None = None) -> QuerySet[Screened]:
    rows = waiting() if found is None else found
    return rows.select_related("message__room__group", "message__author__user", "message__author__group")
