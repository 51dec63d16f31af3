"""What the other one of two wrote in their pact lately: all that one of them can show of it with a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.journey.models import PactDay, PactTerms
from apps.journey.services.pacts import Held, find_pact

SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Written:
    """Words of one of the two: `what` is "aim", "terms", "pledge" or "note"."""

    what: str
    words: str
    on: date


@transaction.atomic
def words_of_other(user: User, public_id: str, *, now: datetime | None = None) -> list[Written]:
    """Return what the other one wrote there in the last days, the earliest first, and nothing of this one's own.

    Raises NotFound for anybody else's pact, and for what ended.
    """
    since = (now or timezone.now()) - SHOWN_FOR
    # Locked: an end is before, and leaves nothing, or after.
    held = find_pact(user, public_id, now=now, to_change=True)
    return sorted([*_aims(held, since), *_days(held, since)], key=lambda written: written.on)


def _aims(held: Held, since: datetime) -> Iterator[Written]:
    """Yield what it is about, and what is proposed, where the other one wrote it."""
    pact = held.pact
    if pact.aim_by_id == held.other.pk and pact.aim_at and pact.aim_at > since:
        yield Written("aim", pact.aim, timezone.localdate(pact.aim_at))
    theirs = PactTerms.objects.filter(pact=pact, proposer=held.other, proposed_at__gt=since)
    for terms in theirs.filter(state=PactTerms.State.OPEN):
        yield Written("terms", terms.aim, timezone.localdate(terms.proposed_at))


def _days(held: Held, since: datetime) -> Iterator[Written]:
    for day in PactDay.objects.filter(pact=held.pact, member=held.other, day__gt=timezone.localdate(since)):
        for what in ("pledge", "note"):
            if words := getattr(day, what):
                yield Written(what, words, day.day)
