"""Looking for cases of the whole site by what stands on their outside: never by what was said in them."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.moderation.models import Case, Report
from apps.moderation.rules.cases import Stage
from apps.moderation.services.handling import Handlers, loaded
from apps.moderation.services.overview import LOOKING_AFTER

PAGE = 30
MOST_GROUPS = 100  # in one list to choose from
LATE = "late"
# For how long at least it has been there.
AGES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
# Who holds it, or closed it: nobody, oneself, one of site safety staff, somebody of its group, or the id of a member.
NOBODY, ME, STAFF, GROUP = "nobody", "me", "staff", "group"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, in codes and ids; "" is everything. `number` is a case's, or the one on a report's receipt."""

    state: str = ""
    category: str = ""
    group: str = ""
    age: str = ""
    holder: str = ""
    number: str = ""

    def as_query(self) -> dict[str, str]:
        """Return what stands in the address."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True, slots=True)
class Found:
    """One case from outside. `may_open`: it is for this person to handle; others see that it is there and how it is."""

    case: Case
    stage: Stage
    is_late: bool
    may_open: bool


def search_cases(
    staff: User, wanted: Wanted, *, after: str = "", now: datetime | None = None
) -> tuple[list[Found], bool]:
    """Return a page of cases, the newest first, and whether there are more; those this person is party to are not there.

    `after` is the number of the last case of the page before; one that is not there begins anew.
    """
    moment = now or timezone.now()
    cases = _wanted(_others(staff), staff, wanted, moment).order_by("-opened_at", "-pk")
    last = _others(staff).filter(public_id=after).first() if after else None
    if last is not None:
        cases = cases.filter(Q(opened_at__lt=last.opened_at) | Q(opened_at=last.opened_at, pk__lt=last.pk))
    found = list(loaded(cases)[: PAGE + 1])
    handlers = Handlers(found)
    return [_found(case, staff, handlers, moment) for case in found[:PAGE]], len(found) > PAGE


def groups_with_cases(*, after: str = "", chosen: str = "") -> tuple[list[Group], bool]:
    """Return a page of the groups in which there is a case, by name, and whether there are more.

    `after` is the last group of the page before; one that is not there begins anew. The `chosen` one is always there.
    """
    groups = Group.objects.filter(pk__in=Case.objects.exclude(group=None).values("group")).order_by("name", "pk")
    last = groups.filter(public_id=after).first() if after else None
    further = groups.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk)) if last else groups
    found = list(further[: MOST_GROUPS + 1])
    shown = found[:MOST_GROUPS]
    if chosen and chosen not in {group.public_id for group in shown}:
        shown = [*groups.filter(public_id=chosen), *shown]
    return shown, len(found) > MOST_GROUPS


def holders_in(group_id: str) -> list[Membership]:
    """Return who looks after a group, by alias."""
    own = Membership.objects.taking_part().filter(group__public_id=group_id, roles__overlap=LOOKING_AFTER)
    return list(own.order_by("alias", "pk"))


def _others(staff: User) -> QuerySet[Case]:
    party = Report.objects.filter(Q(reporter__user=staff) | Q(reported__user=staff), case__isnull=False)
    return Case.objects.exclude(pk__in=party.values("case"))


def _wanted(cases: QuerySet[Case], staff: User, wanted: Wanted, now: datetime) -> QuerySet[Case]:
    conditions = Q()
    if wanted.state:
        conditions &= _in_stage(wanted.state, now)
    if wanted.category:
        conditions &= Q(category=wanted.category)
    if wanted.group:
        conditions &= Q(group__public_id=wanted.group)
    if wanted.age:
        conditions &= _of_age(wanted.age, now)
    if wanted.holder:
        conditions &= _held_by(wanted.holder, staff, now)
    if wanted.number:
        by_receipt = Report.objects.filter(public_id=wanted.number, case__isnull=False)
        conditions &= Q(public_id=wanted.number) | Q(pk__in=by_receipt.values("case"))
    return cases.filter(conditions)


def _in_stage(stage: str, now: datetime) -> Q:
    is_open = Q(state=Case.State.OPEN)
    if stage == Stage.IN_HAND:
        return is_open & Q(hands_until__gt=now)
    return is_open & ~Q(hands_until__gt=now) if stage == Stage.WAITING else Q(state=stage)


def _of_age(age: str, now: datetime) -> Q:
    if age == LATE:
        return Q(state=Case.State.OPEN, due_at__lte=now)
    return Q(opened_at__lte=now - AGES[age])


def _held_by(holder: str, staff: User, now: datetime) -> Q:
    if holder == NOBODY:
        return _in_stage(Stage.WAITING, now)
    held = ~_in_stage(Stage.WAITING, now)
    if holder == ME:
        return held & (Q(staff_hands=staff) | Q(hands__user=staff))
    if holder == STAFF:
        return held & Q(staff_hands__isnull=False)
    return held & (Q(hands__isnull=False) if holder == GROUP else Q(hands__public_id=holder))


def _found(case: Case, staff: User, handlers: Handlers, now: datetime) -> Found:
    is_late = case.state == Case.State.OPEN and case.due_at <= now
    return Found(case, case.stage(now), is_late, may_open=handlers.hands_of(staff.pk, case) is not None)
