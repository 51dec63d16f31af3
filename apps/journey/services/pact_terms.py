"""Other terms for a pact that stands: proposed by either, and nothing changes until both agreed.

Who would rather keep it as it is owes no reason. A pause ends what is proposed, as every end of the pact does.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.errors import ProposedAlready, ProposedLately, Rests, TermsChanged, TooSoon
from apps.journey.models import Pact, PactSide, PactTerms
from apps.journey.rules.pacts import A_DAY, A_WEEK, A_YEAR, require_nothing_elsewhere
from apps.journey.services.pact_telling import REVIEW, TERMS, TERMS_ANSWERED, tell
from apps.journey.services.pact_waiting import await_day
from apps.journey.services.pacts import STANDS_FOR, Held, held_by, side_of, standing_pact
from apps.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Terms:
    """About what, on which weekdays (Monday is 0), until when, and the hours that the proposer would have themself."""

    aim: str
    days: list[int]
    review_on: date
    starts_at: time | None = None
    ends_at: time | None = None


def terms_of(held: Held) -> PactTerms | None:
    """Return what was last proposed, answered or not, as long as it would stand."""
    return PactTerms.objects.filter(pact=held.pact, proposed_at__gt=timezone.now() - STANDS_FOR).first()


@transaction.atomic
def propose_terms(user: User, public_id: str, terms: Terms, *, today: date) -> PactTerms:
    """The other one is told and can say yes for a week.

    Raises ProposedAlready while something is proposed, ProposedLately to whoever proposed within a day, Rests in a
    pause, TooSoon for a day too close or too far, LeadsElsewhere, NotFound, and for whoever may not write the reason why.
    """
    held = standing_pact(user, public_id, to_change=True)
    access_of_membership(held.own).require(Permission.POST_MESSAGE)
    if not A_WEEK <= terms.review_on - today <= A_YEAR:
        raise TooSoon
    require_nothing_elsewhere(terms.aim)
    _require_room(held)
    PactTerms.objects.filter(pact=held.pact).delete()
    own = {"starts_at": terms.starts_at, "ends_at": terms.ends_at} if held.writes else {}
    proposed = PactTerms.objects.create(
        pact=held.pact,
        proposer=held.own,
        aim=terms.aim.strip(),
        days=sorted(set(terms.days)),
        review_on=terms.review_on,
        **own,
    )
    tell(TERMS, held.other, held.pact)
    return proposed


@transaction.atomic
def accept_terms(user: User, public_id: str, terms_id: str, *, now: datetime | None = None) -> None:
    """What was proposed holds from now on; what was expected today no longer is. Twice is once.

    Raises TermsChanged when that is not what is proposed now, NotFound, and for whoever may not write the reason why.
    """
    held = standing_pact(user, public_id, to_change=True)
    access_of_membership(held.own).require(Permission.POST_MESSAGE)
    terms = PactTerms.objects.filter(pact=held.pact, public_id=terms_id).exclude(proposer=held.own).first()
    if terms and terms.state == PactTerms.State.AGREED:
        return
    if terms is None or not _is_open(terms):
        raise TermsChanged
    _put_in_force(held, terms, now or timezone.now())
    _close(terms, PactTerms.State.AGREED)
    tell(TERMS_ANSWERED, held.other, held.pact)


@transaction.atomic
def keep_as_it_is(user: User, public_id: str, terms_id: str) -> None:
    """The other one would rather keep it, or whoever proposed takes it back: no reason is asked. Raises NotFound."""
    held = standing_pact(user, public_id, to_change=True)
    terms = PactTerms.objects.filter(pact=held.pact, public_id=terms_id, state=PactTerms.State.OPEN).first()
    if terms is None:
        return
    is_own = terms.proposer_id == held.own.pk
    _close(terms, PactTerms.State.WITHDRAWN if is_own else PactTerms.State.KEPT)
    if not is_own:
        tell(TERMS_ANSWERED, held.other, held.pact)


def forget_terms(pact: Pact) -> None:
    """Nothing is proposed any more, and nobody is told of it."""
    PactTerms.objects.filter(pact=pact).delete()
    Notice.objects.filter(topic=pact.public_id, kind=TERMS).delete()


def forget_old_terms(*, now: datetime) -> None:
    """What was proposed a week ago is gone, whatever became of it."""
    PactTerms.objects.filter(proposed_at__lte=now - STANDS_FOR).delete()


def _require_room(held: Held) -> None:
    if PactSide.objects.filter(pact=held.pact, paused_at__isnull=False).exists():
        raise Rests
    last = terms_of(held)
    if last and last.state == PactTerms.State.OPEN:
        raise ProposedAlready
    is_answered = last and last.state != PactTerms.State.AGREED and last.proposer_id == held.own.pk
    if last and is_answered and last.proposed_at > timezone.now() - A_DAY:
        raise ProposedLately


def _is_open(terms: PactTerms) -> bool:
    return terms.state == PactTerms.State.OPEN and terms.proposed_at > timezone.now() - STANDS_FOR


def _put_in_force(held: Held, terms: PactTerms, now: datetime) -> None:
    pact = held.pact
    pact.aim, pact.days, pact.review_on = terms.aim, terms.days, terms.review_on
    pact.aim_by_id, pact.aim_at = terms.proposer_id, terms.proposed_at
    pact.begun_on = timezone.localdate(now)
    pact.save(update_fields=["aim", "aim_by", "aim_at", "days", "review_on", "begun_on"])
    PactSide.objects.filter(pact=pact).update(goes_on=False, review_told_at=None)
    if terms.starts_at and terms.ends_at:
        sides = PactSide.objects.filter(pact=pact, member=terms.proposer_id)
        sides.update(starts_at=terms.starts_at, ends_at=terms.ends_at)
    Notice.objects.filter(topic=pact.public_id, kind=REVIEW).delete()
    for one in (held, held_by(pact, held.other.user_id)):
        await_day(one, side_of(one), now)


def _close(terms: PactTerms, state: PactTerms.State) -> None:
    terms.state, terms.aim, terms.days, terms.starts_at, terms.ends_at = state, "", [], None, None
    terms.save(update_fields=["state", "aim", "days", "starts_at", "ends_at"])
    Notice.objects.filter(topic=terms.pact.public_id, kind=TERMS).delete()
