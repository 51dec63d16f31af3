"""How it is, in two taps: kept, changed, taken away; missing ones are nobody's business."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.core.errors import TooFast
from apps.journey.models import CheckIn, CheckInChoices
from apps.journey.rules.choices import choices_from
from apps.journey.services.finding import find_own

# Nobody feels like saying it more often; whoever's page goes wild is stopped.
MOST_IN_AN_HOUR = 30
PAGE = 30


@dataclass(frozen=True, slots=True)
class Felt:
    """What somebody says of one moment."""

    feeling: str
    going_on: Sequence[str] = field(default_factory=list)
    note: str = ""


@transaction.atomic
def check_in(user: User, felt: Felt, *, now: datetime | None = None) -> CheckIn:
    """It is kept how it is right now. Raises TooFast for a page that does not stop."""
    now = now or timezone.now()
    # Two taps at once are counted one after the other.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if CheckIn.objects.filter(user=user, felt_at__gt=now - timedelta(hours=1)).count() >= MOST_IN_AN_HOUR:
        raise TooFast
    return CheckIn.objects.create(
        user=user, felt_at=now, feeling=felt.feeling, going_on=list(felt.going_on), note=felt.note.strip()
    )


@transaction.atomic
def change_check_in(user: User, public_id: str, felt: Felt) -> None:
    """It says this from now on, of the same moment. Raises NotFound."""
    found = find_own(CheckIn, user, public_id, to_change=True)
    found.feeling, found.going_on, found.note = felt.feeling, list(felt.going_on), felt.note.strip()
    found.save(update_fields=["feeling", "going_on", "note"])


@transaction.atomic
def remove_check_in(user: User, public_id: str) -> None:
    """It is gone. Raises NotFound."""
    find_own(CheckIn, user, public_id, to_change=True).delete()


def check_ins_of(user: User) -> QuerySet[CheckIn]:
    """Return all of this person's, the latest first."""
    return CheckIn.objects.filter(user=user)


def has_checked_in(user: User, today: date) -> bool:
    """Tell whether they did today, by the clock on their wall."""
    return check_ins_of(user).filter(felt_at__date=today).exists()


def choices_of(user: User) -> list[str]:
    """Return what may be going on, in this person's words; whoever wrote none is offered ours."""
    own = CheckInChoices.objects.filter(user=user).first()
    return (own.words if own else []) or suggested_choices()


@transaction.atomic
def keep_choices(user: User, text: str) -> None:
    """These lines are offered from now on; without any it is ours again. Raises ShortList."""
    words = choices_from(text)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = CheckInChoices.objects.filter(user=user).first() or CheckInChoices(user=user)
    if words:
        own.words = words
        own.save()
    elif own.pk:
        own.delete()


def suggested_choices() -> list[str]:
    """Return a short list to begin with, in the active language."""
    return [
        gettext("Sleep"),
        gettext("Body"),
        gettext("Work"),
        gettext("Family"),
        gettext("Friends"),
        gettext("Missing somebody"),
        gettext("A craving"),
        gettext("Money"),
        gettext("Being alone"),
        gettext("Something good"),
    ]
