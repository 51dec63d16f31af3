"""How a case ends: closed by whoever has it in hand, for a moment to be taken back, then done, and the reporters know."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.groups.permissions import GroupAccess
from apps.groups.services.telling import notify_about
from apps.messaging.models import Message, Screened
from apps.moderation.errors import DecideFirst, NotClosable
from apps.moderation.models import Case, CaseStep, Report
from apps.moderation.rules.cases import UNDO_WITHIN, may_undo
from apps.moderation.rules.states import Act, require_act
from apps.moderation.rules.words import require_words
from apps.moderation.services.audit import record_case
from apps.moderation.services.evidence import forget_those_erased
from apps.moderation.services.handling import FOR_STAFF_ALONE, Handlers, Hands, audience, loaded, tell_handlers
from apps.moderation.services.hands import keep_step, locked_for, open_for, require_strength, take
from apps.notifications.models import Notice

BATCH = 200


@transaction.atomic
def close_case(user_id: int, public_id: str, *, outcome: str, note: str, anyway: bool = False) -> Case:
    """The case is closed in this person's hands, and for `UNDO_WITHIN` they can take that back; nobody is told before.

    A case in nobody's hands needs no claim first. Raises NotFound, CaseInOtherHands, NotClosable, DecideFirst while a
    message of it is out of sight, EnoughForNow as `claim` does, Invalid for an unusable note.
    """
    case, hands = open_for(user_id, public_id, Act.CLOSE)
    if case.subject == Report.Subject.APART:
        # It ends with an answer to whoever asked (`keeping_apart.py`).
        raise NotClosable
    if waits_for_a_decision(case):
        raise DecideFirst
    if not anyway:
        require_strength(user_id, case, hands)
    close(case, hands, outcome=outcome, note=note)
    return case


def waits_for_a_decision(case: Case) -> bool:
    """Tell whether a message of the case is out of sight until somebody decides about it."""
    waiting = Screened.objects.filter(outcome=Screened.Outcome.WAITING, is_held=True)
    unseen = waiting.filter(message__state__in=[Message.State.HELD, Message.State.HIDDEN])
    return unseen.filter(message__in=case.reports.values("message")).exists()


def close(case: Case, hands: Hands, *, outcome: str, note: str) -> None:
    """The case, locked and open for these hands, is closed for a moment. Raises Invalid for an unusable note."""
    case.note = require_words(note)
    take(case, hands)
    case.state, case.outcome, case.closed_at = Case.State.CLOSED, Case.Outcome(outcome), timezone.now()
    case.save(update_fields=["state", "outcome", "note", "closed_at"])
    keep_step(case, hands, CaseStep.Kind.CLOSED)


@transaction.atomic
def reopen_case(user_id: int, public_id: str) -> Case:
    """What was closed a moment ago is open, in the same hands; raises NotClosable for others and when it is too late."""
    case, hands = locked_for(user_id, public_id)
    require_act(case.stage(), Act.REOPEN)
    if not hands.hold(case) or not may_undo(case.closed_at, timezone.now()):
        raise NotClosable
    case.state, case.outcome, case.closed_at = Case.State.OPEN, "", None
    case.save(update_fields=["state", "outcome", "closed_at"])
    take(case, hands)
    keep_step(case, hands, CaseStep.Kind.REOPENED)
    return case


def may_look_back(case: Case) -> bool:
    """Tell whether whoever closed it is asked what stays with them: of a distressing one, once."""
    is_heavy = case.state != Case.State.OPEN and case.is_distressing
    return is_heavy and not case.steps.filter(kind=CaseStep.Kind.DEBRIEF).exists()


@transaction.atomic
def keep_debrief(user_id: int, public_id: str, *, note: str) -> None:
    """What stayed with whoever closed the case is written beside it, for those who may read the case."""
    case, hands = locked_for(user_id, public_id)
    require_act(case.stage(), Act.DEBRIEF)
    if not hands.hold(case):
        raise NotClosable
    keep_step(case, hands, CaseStep.Kind.DEBRIEF, require_words(note))


def settle_closed(*, now: datetime | None = None) -> int:
    """Cases that can no longer be opened again are done, and their reporters are thanked; returns how many."""
    moment = now or timezone.now()
    ripe = Case.objects.filter(state=Case.State.CLOSED, closed_at__lte=moment - UNDO_WITHIN)
    return sum(_settle(pk, moment - UNDO_WITHIN) for pk in ripe.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _settle(pk: int, closed_before: datetime) -> bool:
    still = Case.objects.select_for_update(skip_locked=True).filter(pk=pk, state=Case.State.CLOSED)
    case = still.filter(closed_at__lte=closed_before).first()
    if case is None:
        return False
    finish(case)
    return True


def finish(case: Case) -> None:
    """The case, locked and with its end in it, is done: its reports have been looked at, and who made them is thanked."""
    case.state = Case.State.DONE
    case.save(update_fields=["state"])
    waiting = list(case.reports.filter(state=Report.State.OPEN).select_related("group", "reporter"))
    case.reports.filter(state=Report.State.OPEN).update(state=Report.State.LOOKED_AT, closed_at=case.closed_at)
    for report in waiting:
        thank(report)
    forget_those_erased(case)


def thank(report: Report) -> None:
    """Whoever made the report has a notice that somebody looked at it; of a wish, that it has an answer."""
    group = report.group
    if report.reporter is None or group is None:
        return
    # A wish has an answer, which stands on its receipt.
    details: dict[str, Any] = {"wish_id": report.public_id} if report.subject == Report.Subject.APART else {}
    made_at = report.created_at.isoformat()
    notify_about(group, report.reporter.user_id, "report_looked_at", made_at=made_at, **details)


def escalate_overdue(*, now: datetime | None = None) -> int:
    """What nobody has in hand when its time is over is for site safety staff, too, who are told; returns how many.

    So is at once what nobody of the group can handle any more. Without site safety staff who are not party to it, it stays
    with the group: better late than lost.
    """
    moment = now or timezone.now()
    waiting = Case.objects.filter(state=Case.State.OPEN, escalated_at=None).exclude(subject__in=FOR_STAFF_ALONE)
    cases = list(loaded(waiting.order_by("due_at", "pk"))[:BATCH])
    handlers = Handlers(cases)
    ripe = [case.pk for case in cases if case.due_at <= moment or not handlers.of(case)]
    return sum(_escalate(pk, moment) for pk in ripe)


@transaction.atomic
def _escalate(pk: int, moment: datetime) -> bool:
    free = Case.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk, escalated_at=None)
    if not free.filter(state=Case.State.OPEN).exclude(hands_until__gt=moment).exists():
        return False
    case = loaded(Case.objects.filter(pk=pk)).get()
    if not Handlers([case]).staff_of(case):
        return False
    case.escalated_at = moment
    case.save(update_fields=["escalated_at"])
    CaseStep.objects.create(case=case, kind=CaseStep.Kind.ESCALATED)
    known = Notice.objects.filter(details__case_id=case.public_id).values_list("user", flat=True)
    tell_handlers(case.reports.all()[0], audience(case) - set(known))
    if case.group is not None:
        # By nobody: its time was over.
        record_case(GroupAccess(case.group.pk, case.group.public_id), case, "case.escalated")
    return True
