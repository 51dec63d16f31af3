"""What becomes of pacts as days go by: a quiet day is told as both agreed, both are asked on the review date, questions end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.rules.time_zones import zone_or_utc
from apps.journey.models import Pact, PactSide
from apps.journey.services.pact_course import dissolve
from apps.journey.services.pact_telling import QUIET, REVIEW, has_looked_back, may_nudge, tell
from apps.journey.services.pact_terms import forget_old_terms
from apps.journey.services.pact_waiting import await_day
from apps.journey.services.pacts import AGAIN_AFTER, PEOPLE, Held, held_by
from apps.notifications.services.choices import quiet_among

# A quiet day is old news the next evening; until then it waits for the end of the other one's quiet hours.
TELLS_FOR = timedelta(hours=18)
# Nobody has said that it goes on: then it has ended by itself.
ANSWERS_WITHIN = timedelta(days=14)


def note_quiet_days(*, now: datetime | None = None) -> int:
    """Days whose hours are over give way to the next; return how many were told to the other one of the two."""
    moment = now or timezone.now()
    due = PactSide.objects.filter(missed_at__lte=moment, pact__state=Pact.State.ON).order_by("missed_at", "pk")
    return sum(_note(side_id, moment) for side_id in due.values_list("pk", flat=True))


@transaction.atomic
def _note(side_id: int, now: datetime) -> bool:
    found = _locked(side_id)
    if found is None:
        return False
    held, side = found
    day, over_at = side.awaited_on, side.missed_at
    if day is None or over_at is None or over_at > now:
        return False
    is_quiet = not has_looked_back(held.pact.pk, held.own.pk, day)
    is_told = is_quiet and now < over_at + TELLS_FOR and may_nudge(held.pact)
    if is_told and quiet_among([held.other.user_id], now=now):
        return False
    await_day(held, side, now, after=day)
    if is_told:
        tell(QUIET, held.other, held.pact, now=now, day=day.toordinal())
    return is_told


def ask_for_reviews(*, now: datetime | None = None) -> int:
    """On the review date each is asked, by the calendar on their wall, whether it goes on; return how many were."""
    moment = now or timezone.now()
    sides = PactSide.objects.filter(review_told_at=None, pact__state=Pact.State.ON)
    due = list(sides.filter(pact__review_on__lte=moment.date() + timedelta(days=1)).select_related("member__user"))
    quiet = quiet_among({side.member.user_id for side in due}, now=moment)
    return sum(_ask(side.pk, moment) for side in due if side.member.user_id not in quiet)


@transaction.atomic
def _ask(side_id: int, now: datetime) -> bool:
    found = _locked(side_id)
    if found is None or found[1].review_told_at:
        return False
    held, side = found
    if now.astimezone(zone_or_utc(held.own.user.time_zone)).date() < held.pact.review_on:
        return False
    side.review_told_at = now
    side.save(update_fields=["review_told_at"])
    tell(REVIEW, held.own, held.pact, now=now)
    return True


def end_old(*, now: datetime | None = None) -> None:
    """Questions and proposals of long ago are gone, and pacts of which nobody said in time that they go on have ended."""
    moment = now or timezone.now()
    questions = Pact.objects.exclude(state=Pact.State.ON)
    questions.filter(asked_at__lte=moment - AGAIN_AFTER).delete()
    forget_old_terms(now=moment)
    over = Pact.objects.filter(state=Pact.State.ON, review_on__lte=(moment - ANSWERS_WITHIN).date())
    for public_id in over.order_by("pk").values_list("public_id", flat=True):
        _end(public_id, moment)


@transaction.atomic
def _end(public_id: str, now: datetime) -> None:
    is_over = Q(public_id=public_id, review_on__lte=(now - ANSWERS_WITHIN).date())
    pact = Pact.objects.select_related(*PEOPLE).select_for_update(no_key=True, of=("self",)).filter(is_over).first()
    if pact is not None:
        dissolve(pact)


def _locked(side_id: int) -> tuple[Held, PactSide] | None:
    """Return the side and its pact, locked; None for what is gone, or in another worker's hands."""
    pacts = Pact.objects.select_related(*PEOPLE).select_for_update(no_key=True, of=("self",), skip_locked=True)
    pact = pacts.filter(sides=side_id, state=Pact.State.ON).first()
    side = PactSide.objects.filter(pk=side_id).select_related("member__user").first() if pact else None
    return (held_by(pact, side.member.user_id), side) if pact and side else None
