"""Who reported: nobody decides about a message, or about its author, that they themself reported."""

from django.db.models import Q, QuerySet

from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess
from apps.messaging.models import Message
from apps.moderation.models import Action, Report

NOTHING = Q(pk__in=[])


def is_party_to(access: GroupAccess, *, member: Membership | None = None, message: Message | None = None) -> bool:
    """Tell whether this person reported the message, or anything of that member, and it is still to be looked at.

    Of site safety staff what they reported in any group counts: they decide in all of them. Of members what they
    reported here alone, so that nobody learns who somebody is elsewhere.
    """
    of_whom = message.author if message else member
    about = Q(message=message) if message else NOTHING
    if of_whom is not None:
        about |= Q(reported__user=of_whom.user_id) if access.is_site_staff else Q(reported=of_whom)
    return Report.objects.filter(about, reporter__user=access.user_id, state=Report.State.OPEN).exists()


def reports_behind(action: Action) -> QuerySet[Report]:
    """Return what was reported, by somebody known, of what the action is about: its case or not, open or not.

    Of its member what was still to be looked at when it was done; from site safety staff in any group, as above.
    """
    evidence, target = action.evidence, action.target
    about = Q(message__public_id=action.message_public_id) if action.message_public_id else NOTHING
    if evidence is not None:
        about |= Q(pk=evidence.pk) | Q(case__isnull=False, case=evidence.case_id)
    if target is not None:
        of_them = Q(reported=target) | Q(reported__user=target.user_id, reporter__user__is_safety_staff=True)
        was_open = Q(closed_at=None) | Q(closed_at__gte=action.created_at)
        about |= of_them & was_open & Q(created_at__lte=action.created_at)
    return Report.objects.filter(about, reporter__isnull=False)
