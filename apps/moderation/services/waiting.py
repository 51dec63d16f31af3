"""What waits for one person: the queue, in all groups they look after and, for site safety staff, beyond."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.moderation.models import Case, ModeratorSettings
from apps.moderation.rules.cases import Stage, place_in_queue
from apps.moderation.services.handling import Handlers, Hands, loaded
from apps.moderation.services.overview import groups_looked_after

MOST_LOADED = 500
RECENT = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case as a row of the queue. `is_mine`: in this person's hands now; `holder`: in somebody else's, who has it."""

    case: Case
    hands: Hands
    stage: Stage
    is_late: bool

    @property
    def is_mine(self) -> bool:
        return self.stage == Stage.IN_HAND and self.hands.hold(self.case)

    @property
    def holder(self) -> Membership | None:
        return self.case.hands if self.stage == Stage.IN_HAND else None


def waiting_for(user: User, *, group_id: str = "", now: datetime | None = None) -> list[Waiting]:
    """Return the open cases this person may handle: their own first, then by urgency and age; of one group if named."""
    moment = now or timezone.now()
    rows = [_row(case, hands, moment) for case, hands in _handled(user, group_id, [Case.State.OPEN])]
    return sorted(
        rows, key=lambda row: (not row.is_mine, place_in_queue(row.case.category, row.case.opened_at, moment))
    )


def closed_lately(user: User, *, group_id: str = "") -> list[Case]:
    """Return the cases this person could have handled that were closed last, the latest first."""
    closed = _handled(user, group_id, [Case.State.CLOSED, Case.State.DONE], order="-closed_at", most=RECENT * 3)
    return [case for case, _hands in closed][:RECENT]


def oldest_of(rows: list[Waiting]) -> datetime | None:
    """Return since when the one that has waited longest waits; None when nothing waits."""
    return min((row.case.opened_at for row in rows), default=None)


def counts_by_group(rows: list[Waiting]) -> dict[int | None, int]:
    """Return how many wait in each group, by its key."""
    counts: dict[int | None, int] = {}
    for row in rows:
        counts[row.case.group_id] = counts.get(row.case.group_id, 0) + 1
    return counts


def is_veiled(user: User) -> bool:
    """Tell whether this person wants what was reported covered until they open it."""
    return ModeratorSettings.objects.filter(user=user, is_veiled=True).exists()


def set_veiled(user: User, *, is_veiled: bool) -> None:
    """What was reported is covered for this person from now on, or shown at once."""
    ModeratorSettings.objects.update_or_create(user=user, defaults={"is_veiled": is_veiled})


def _handled(
    user: User, group_id: str, states: list[str], *, order: str = "due_at", most: int = MOST_LOADED
) -> list[tuple[Case, Hands]]:
    cases = Case.objects.filter(state__in=states)
    if not user.is_safety_staff:
        cases = cases.filter(group__in=groups_looked_after(user))
    if group_id:
        cases = cases.filter(group__public_id=group_id)
    found = list(loaded(cases.order_by(order, "pk"))[:most])
    handlers = Handlers(found)
    return [(case, hands) for case in found if (hands := handlers.hands_of(user.pk, case))]


def _row(case: Case, hands: Hands, moment: datetime) -> Waiting:
    return Waiting(case, hands, case.stage(moment), is_late=case.due_at <= moment)
