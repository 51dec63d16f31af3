"""The first days: newcomers are offered to those who greet, and one of these looks out for each."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.core.errors import NotFound
from apps.groups.errors import InGoodHands
from apps.groups.models import Group, Membership, Welcome
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.telling import notify_about

FIRST_DAYS = timedelta(days=14)


def newcomers_of(access: GroupAccess, now: datetime | None = None) -> QuerySet[Membership]:
    """Return who came lately and is new, the last to come first, with who looks out for them; for those who greet."""
    access.require(Permission.WELCOME)
    since = (now or timezone.now()) - FIRST_DAYS
    new = Membership.objects.visible_to(access).filter(settled_at=None, joined_at__gt=since)
    return new.exclude(pk=access.membership_id or 0).select_related("welcome__greeter").order_by("-joined_at", "pk")


def has_newcomers(access: GroupAccess) -> bool:
    """Tell whether somebody new is here for whom nobody looks out yet."""
    return access.can(Permission.WELCOME) and newcomers_of(access).filter(welcome=None).exists()


@transaction.atomic
def look_out_for(access: GroupAccess, public_id: str) -> Welcome:
    """One greeter looks out for the newcomer, who is told their alias; the others see it. Of two at once one does.

    Raises NotPermitted, NotFound (nobody new of that id) and InGoodHands.
    """
    newcomer = newcomers_of(access).filter(public_id=public_id).first()
    if newcomer is None:
        raise NotFound
    try:
        with transaction.atomic():
            welcome = Welcome.objects.create(newcomer=newcomer, greeter_id=access.membership_id or 0)
    except IntegrityError as error:
        raise InGoodHands from error
    _tell(newcomer, access)
    return welcome


def _tell(newcomer: Membership, access: GroupAccess) -> None:
    group = Group.objects.get(pk=access.group_id)
    names = [access.membership_public_id]
    notify_about(group, newcomer.user_id, "welcomed", names=names, wants_mail=False, alias=access.alias)
