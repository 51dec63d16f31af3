"""What a member offers to the others, taken down by those who look after the group, and let stand again.

Two who are in a block do not see what the other offers, whoever they are; like site staff, they reach it through a case
of theirs alone.
"""

from django.db import transaction

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.models import MeetingSeries
from apps.meetings.services import activities
from apps.meetings.services.whose import is_parted
from apps.moderation.models import Action, Case, Report
from apps.moderation.services.acting import Why, new_action, open_on_member, repeated, settle
from apps.moderation.services.handling import Handlers, loaded


def find_activity(access: GroupAccess, public_id: str) -> MeetingSeries:
    """Return an activity of the group, for whoever may take it down; raises NotFound."""
    offered = MeetingSeries.objects.filter(group_id=access.group_id, public_id=public_id, offered_by__isnull=False)
    found = offered.select_related("offered_by", "group").first()
    if found is None or not (access.can(Permission.TAKE_DOWN_ACTIVITY) and _is_within_reach(access, found)):
        raise NotFound
    return found


def _is_within_reach(access: GroupAccess, series: MeetingSeries) -> bool:
    """Tell whether they see it in the group, which site staff do not, or handle a case about it."""
    sees_it = access.can(Permission.HIDE_MESSAGE) and not is_parted(access, series)
    return sees_it or _is_in_their_hands(access.user_id or 0, series)


def _is_in_their_hands(user_id: int, series: MeetingSeries) -> bool:
    days = list(series.meetings.values_list("public_id", flat=True))
    told = Report.objects.filter(group=series.group_id, reported=series.offered_by, snapshot__meeting__in=days)
    cases = list(loaded(Case.objects.filter(reports__in=told).exclude(state=Case.State.DONE).distinct()))
    handlers = Handlers(cases)
    return any(handlers.hands_of(user_id, case) for case in cases)


@transaction.atomic
def take_down(access: GroupAccess, series: MeetingSeries, *, why: Why) -> Action | None:
    """Nothing of it takes place, whoever was coming is told that it does not, and its member why.

    Done again it changes nothing. Raises NotPermitted, OutOfRank, NotFound for whoever does not reach it, and Invalid
    for unusable words.
    """
    if series.offered_by is None:
        raise NotFound
    decision, _member = open_on_member(access, Permission.TAKE_DOWN_ACTIVITY, series.offered_by)
    series.refresh_from_db()
    if not _is_within_reach(decision.access, series):
        raise NotFound
    if series.taken_down_at is not None:
        return repeated(decision, why)
    action = new_action(decision, Action.Kind.TAKE_DOWN, why, before={"activity": series.public_id})
    activities.take_down(series)
    return settle(decision, action)


def put_back(action: Action) -> None:
    """What was taken down is its member's again, who brings back the days that they wish."""
    series = MeetingSeries.objects.filter(group=action.group_id, public_id=action.before.get("activity", "")).first()
    if series is not None:
        activities.put_back(series)
