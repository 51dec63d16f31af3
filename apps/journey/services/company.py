"""A call for company: it reaches whom somebody chose, neutrally, and ends by itself. That nobody came is kept nowhere.

Neither side sees whom else it reached, nor whether anybody looked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.belongings import Leaving
from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.core.queue import enqueue
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.journey.errors import CalledOften, CannotWriteNow, NobodyChosen
from apps.journey.models import CompanyAsked, CompanyCall
from apps.journey.services.circle import chosen_members, circle_of, places_to_ask
from apps.messaging.services.conversations import require_may_ask
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen
from apps.notifications.services.choices import choices_of
from apps.notifications.services.sending import News, notify_of

NOTICE = "company_wanted"
LASTS = timedelta(hours=2)
MOST_CALLS, WITHIN = 3, timedelta(days=1)


def open_call(user: User, *, now: datetime | None = None) -> CompanyCall | None:
    """Return the call of this person that stands now."""
    return CompanyCall.objects.filter(user=user, ended_at=None, ends_at__gt=now or timezone.now()).first()


def here_for(call: CompanyCall) -> list[CompanyAsked]:
    """Return who answered the call, by the conversations that opened; whoever did not is nowhere to be seen.

    Whoever is gone since is not here any more: left, removed and blocked look alike.
    """
    there = Membership.objects.taking_part().filter(user__is_active=True)
    found = CompanyAsked.objects.filter(call=call, room__isnull=False, caller__in=there, member__in=there)
    found = found.select_related("member__group", "room").order_by("room__conversation__answered_at", "pk")
    return [one for one in found if not Block.objects.between(one.caller_id, one.member_id).exists()]


@transaction.atomic
def call_for_company(user: User, *, now: datetime | None = None) -> CompanyCall:
    """Those whom this person chose have a notice; a call that stands already is not told again.

    Raises NobodyChosen, CannotWriteNow and CalledOften: of the person's own choice and standing alone.
    """
    moment = now or timezone.now()
    # Two taps at once come one after the other.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if standing := open_call(user, now=moment):
        return standing
    if circle_of(user).is_empty:
        raise NobodyChosen
    places = {access.group_id: access for _member, access in places_to_ask(user)}
    if not places:
        raise CannotWriteNow
    _require_patience(user, moment)
    _end_all(user.pk, moment)
    call = CompanyCall.objects.create(user=user, made_at=moment, ends_at=moment + LASTS)
    _tell(call, [(places[one.group_id], one) for one in chosen_members(user) if one.group_id in places], moment)
    return call


@transaction.atomic
def end_call(user: User) -> None:
    """The call is over, and nobody who was told of it finds anything of it any more."""
    _end_all(user.pk, timezone.now())


def end_due_calls(*, now: datetime | None = None) -> None:
    """Calls whose time is over are ended, and nothing is left of those of another day."""
    moment = now or timezone.now()
    with transaction.atomic():
        over = CompanyCall.objects.select_for_update(skip_locked=True).filter(ended_at=None, ends_at__lte=moment)
        for call in over.order_by("pk"):
            _end(call, moment)
    CompanyCall.objects.filter(ended_at__isnull=False, made_at__lte=moment - WITHIN).delete()


@transaction.atomic
def forget_calls(leaving: Leaving) -> None:
    """Nobody is told any more that somebody who is going wanted company."""
    _end_all(leaving.user_id, timezone.now())


def _end_all(user_id: int, now: datetime) -> None:
    for call in CompanyCall.objects.select_for_update().filter(user=user_id, ended_at=None):
        _end(call, now)


def _end(call: CompanyCall, now: datetime) -> None:
    asked = CompanyAsked.objects.filter(call=call)
    Notice.objects.filter(kind=NOTICE, topic__in=asked.values("public_id")).delete()
    asked.delete()
    call.ended_at = now
    call.save(update_fields=["ended_at"])


def _require_patience(user: User, now: datetime) -> None:
    if CompanyCall.objects.filter(user=user, made_at__gt=now - WITHIN).count() >= MOST_CALLS:
        raise CalledOften


def _tell(call: CompanyCall, chosen: Sequence[tuple[GroupAccess, Membership]], now: datetime) -> None:
    choices = choices_of(member.user_id for _access, member in chosen)
    for access, member in chosen:
        ways = choices[member.user_id][Chosen.COMPANY]
        if ways.are_none or not _can_be_asked(access, member):
            continue
        asked = CompanyAsked.objects.create(call=call, caller_id=access.membership_id or 0, member=member)
        news = News(
            NOTICE,
            topic=asked.public_id,
            scope=member.group.public_id,
            details={"group": member.group.name, "asked": asked.public_id},
            latest={},
            in_page=ways.in_page,
            mail_after=now if ways.by_mail else None,
            push_at=now if ways.by_push else None,
        )
        notify_of(member.user_id, news)
    enqueue("notifications.mail_notices")
    enqueue("notifications.push_notices")


def _can_be_asked(access: GroupAccess, member: Membership) -> bool:
    """Tell whether a conversation of these two could begin now; why not is nobody's to know."""
    try:
        require_may_ask(access, member)
    except DomainError:
        return False
    return access_of_membership(member).can(Permission.POST_MESSAGE)
