"""The other side of a call for company: "I'm here", and a conversation of the two opens."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.models import CompanyAsked, CompanyCall
from apps.messaging.models import Room
from apps.messaging.services.conversations import bring_together, require_may_ask
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Way
from apps.notifications.services.choices import choices_of

_PEOPLE = ("call", "caller__user", "caller__group", "member__user", "member__group", "room")


def find_asked(user: User, public_id: str, *, now: datetime | None = None) -> CompanyAsked:
    """Return the call as it reached this person.

    Raises NotFound for anybody else's, and for what stands no more: over, ended, or between two who may not meet there
    now. Which of these nobody can tell.
    """
    found = CompanyAsked.objects.filter(public_id=public_id, member__user=user).select_related(*_PEOPLE).first()
    if found is None or not _stands(found, now or timezone.now()):
        raise NotFound
    return found


@transaction.atomic
def be_there(user: User, public_id: str) -> Room:
    """The two can write to each other, and who called sees it; said twice it is the same room.

    Raises NotFound as `find_asked`, and for whoever may not write in the group the reason why.
    """
    call_id = find_asked(user, public_id).call_id
    # Whoever called may end it this moment; of two who answer at once each has a turn.
    CompanyCall.objects.select_for_update().filter(pk=call_id).first()
    asked = find_asked(user, public_id)
    access_of_membership(asked.member).require(Permission.POST_MESSAGE)
    if asked.room is None:
        conversation = bring_together(access_of_membership(asked.caller), asked.member)
        asked.room = conversation.room
        asked.save(update_fields=["room"])
    return asked.room


def still_wanted(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices whose call still stands for their person, unanswered, and who want to be told this way."""
    now = timezone.now()
    topics = [notice.topic for notice in notices]
    found = CompanyAsked.objects.filter(public_id__in=topics, room=None).select_related(*_PEOPLE)
    standing = {asked.public_id for asked in found if _stands(asked, now)}
    choices = choices_of(notice.user_id for notice in notices)
    return [
        notice for notice in notices if notice.topic in standing and choices[notice.user_id][Chosen.COMPANY].holds(way)
    ]


def _stands(asked: CompanyAsked, now: datetime) -> bool:
    call, caller, member = asked.call, asked.caller, asked.member
    is_open = call.ended_at is None and call.ends_at > now and caller.user.is_active
    if not is_open or not access_of_membership(member).can(Permission.READ):
        return False
    try:
        require_may_ask(access_of_membership(caller), member)
    except DomainError:
        return False
    return True
