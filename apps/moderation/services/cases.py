"""Opening cases: what is reported about the same thing folds into one, and those who may handle it are told once.

The one seam for whatever else finds something to look at (a held message, flags, a meeting that was stopped):
`open_case` opens or joins a case, `settle_case` closes it when it was decided elsewhere.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.core.taking_turns import one_at_a_time
from apps.groups.models import Group, Membership
from apps.messaging.models import Message
from apps.moderation.models import Case, Report
from apps.moderation.rules.cases import CARE, FOLDS_WITHIN, due_at, most_urgent
from apps.moderation.services.evidence import forget_those_erased
from apps.moderation.services.handling import audience, loaded, may_join, tell_handlers

FOLDING = 0x6361_7365
# Each has a case of its own: it is looked at on a page of its own, or ends with the message that a rule noticed.
STANDS_ALONE = frozenset(
    {
        Report.Subject.HELD,
        Report.Subject.FLAGGED,
        Report.Subject.GROUP,
        Report.Subject.PAGE,
        Report.Subject.APART,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that nobody reported, or that somebody did outside the forms: what a person should look at.

    `subject_id` is the public id of what it is about, and with `subject` says what belongs together. `words` say in a
    sentence why it is here (the rule that noticed it); `snapshot` is what `services/snapshots.py` makes of a message.
    """

    subject: str
    category: str = Report.Category.OTHER
    subject_id: str = ""
    about: Membership | None = None
    message: Message | None = None
    words: str = ""
    snapshot: dict[str, Any] = field(default_factory=dict)


def has_unfinished_case(group_id: int) -> bool:
    """Tell whether somebody still looks at something of the group: it is not erased meanwhile."""
    return Case.objects.filter(group=group_id).exclude(state=Case.State.DONE).exists()


@transaction.atomic
def open_case(group: Group | None, finding: Finding, *, reporter_id: int | None = None) -> Case:
    """What was found waits in the queue of those who may handle it: in the open case about the same, or in a new one.

    Found again while nobody has looked (same subject, same id, same reporter): nothing changes.
    """
    report = Report(
        group=group,
        reporter_id=reporter_id,
        subject=finding.subject,
        category=finding.category,
        reported=finding.about,
        message=finding.message,
        words=finding.words,
        snapshot=finding.snapshot,
    )
    return fold(report, finding.subject_id, is_once=True)


def fold(report: Report, subject_id: str, *, is_once: bool = False) -> Case:
    """Save the report in the open case about the same thing, or in a new one, and tell those who may handle it.

    A case closed so lately that it can be opened again is opened again: nobody has read the new words. Called in a
    transaction; with `is_once`, a report like one that is there already is not added.
    """
    # Two reports of one group at the same moment find one case.
    one_at_a_time(FOLDING, report.group_id or 0)
    case = _open_about_the_same(report, subject_id)
    if case is None:
        case, told = _new_case(report, subject_id), set[int]()
    elif is_once and case.reports.filter(reporter=report.reporter_id, subject=report.subject).exists():
        return case
    else:
        told = _take_in(case, report)
    report.case = case
    report.save(force_insert=True)
    tell_handlers(report, audience(case) - told)
    return case


@transaction.atomic
def settle_case(subject: str, subject_id: str, *, outcome: str) -> None:
    """Cases about it that are open are done: it was decided where it stands (a held message shown or declined).

    One that holds reports of anything else is left to people.
    """
    open_ones = Case.objects.select_for_update().filter(subject=subject, subject_id=subject_id, state=Case.State.OPEN)
    others = Report.objects.filter(case=OuterRef("pk")).exclude(subject=subject)
    for case in open_ones.exclude(Exists(others)):
        case.state, case.outcome, case.closed_at = Case.State.DONE, outcome, timezone.now()
        case.save(update_fields=["state", "outcome", "closed_at"])
        case.reports.update(state=Report.State.LOOKED_AT, closed_at=case.closed_at)
        forget_those_erased(case)


def _open_about_the_same(report: Report, subject_id: str) -> Case | None:
    not_done = Case.objects.select_for_update(of=("self",)).exclude(state=Case.State.DONE)
    # Care and conduct are different things: a worry about somebody is not folded into a complaint about them.
    kind = Q(category=CARE) if report.category == CARE else ~Q(category=CARE)
    same = Q(subject=report.subject, subject_id=subject_id)
    if report.reported_id and report.subject not in STANDS_ALONE:
        since = timezone.now() - FOLDS_WITHIN
        same |= Q(about=report.reported_id, opened_at__gt=since) & ~Q(subject__in=STANDS_ALONE)
    found = loaded(not_done.filter(kind, same, group=report.group)).order_by("opened_at", "pk")
    return next((case for case in found if may_join(case, report)), None)


def _new_case(report: Report, subject_id: str) -> Case:
    return Case.objects.create(
        group_id=report.group_id,
        subject=report.subject,
        subject_id=subject_id,
        about=report.reported,
        category=report.category,
        opened_at=report.created_at,
        due_at=due_at(report.category, report.created_at),
    )


def _take_in(case: Case, report: Report) -> set[int]:
    """Make room for another report, and return who knows of the case already and need not be told again."""
    before = (case.category, case.state)
    told = audience(case)
    case.category = most_urgent([case.category, report.category])
    case.due_at = min(case.due_at, due_at(report.category, report.created_at))
    case.state, case.closed_at, case.outcome = Case.State.OPEN, None, ""
    case.save(update_fields=["category", "due_at", "state", "closed_at", "outcome"])
    return told if before == (case.category, case.state) else set()
