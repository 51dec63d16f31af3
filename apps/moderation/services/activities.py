"""What a member offers to the others, taken down by those who look after the group, and let stand again."""

from django.db import transaction

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.models import MeetingSeries
from apps.meetings.services import activities
from apps.moderation.models import Action
from apps.moderation.services.acting import Why, new_action, open_on_member, repeated, settle


def find_activity(access: GroupAccess, public_id: str) -> MeetingSeries:
    """Return an activity of the group, for whoever may take it down; raises NotFound."""
    offered = MeetingSeries.objects.filter(group_id=access.group_id, public_id=public_id, offered_by__isnull=False)
    found = offered.select_related("offered_by", "group").first()
    if found is None or not access.can(Permission.HIDE_MESSAGE):
        raise NotFound
    return found


@transaction.atomic
def take_down(access: GroupAccess, series: MeetingSeries, *, why: Why) -> Action | None:
    """Nothing of it takes place, whoever was coming is told that it does not, and its member why.

    Done again it changes nothing. Raises NotPermitted, OutOfRank, and Invalid for unusable words.
    """
    if series.offered_by is None:
        raise NotFound
    decision, _member = open_on_member(access, Permission.HIDE_MESSAGE, series.offered_by)
    series.refresh_from_db()
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
