"""The three questions answered: kept sealed, changed on the same day, taken away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.journey.models import LonelinessAnswer, Noticing
from apps.journey.services.finding import find_own
from apps.journey.services.noticing import next_asking


def answers_of(user: User) -> QuerySet[LonelinessAnswer]:
    """Return what this person answered, the latest first."""
    return LonelinessAnswer.objects.filter(user=user)


@transaction.atomic
def answer(user: User, answers: Sequence[int], *, now: datetime | None = None) -> LonelinessAnswer:
    """It is kept for today; answered again on the same day it says this from now on.

    Raises NotFound for whoever did not want the questions: nothing of them is kept.
    """
    moment = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    kept = Noticing.objects.filter(user=user).first()
    if kept is None:
        raise NotFound
    today = timezone.localtime(moment).date()
    said = answers_of(user).filter(said_at__date=today).first() or LonelinessAnswer(user=user)
    said.said_at, said.answers = moment, list(answers)
    said.save()
    kept.asked_at, kept.asks_at = None, next_asking(kept, moment, moment)
    kept.save(update_fields=["asked_at", "asks_at"])
    return said


@transaction.atomic
def remove_answer(user: User, public_id: str) -> None:
    """It is gone. Raises NotFound."""
    find_own(LonelinessAnswer, user, public_id, to_change=True).delete()
