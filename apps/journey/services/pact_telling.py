"""What the two of a pact are told: in neutral words, each alone, and only while it is so."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.queue import enqueue
from apps.groups.models import Block, Membership
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.models import Pact, PactDay, PactSide, PactTerms
from apps.journey.services.pacts import PEOPLE, STANDS_FOR, Held, find_pact
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Way
from apps.notifications.services.choices import choices_of
from apps.notifications.services.sending import News, mark_read, notify_of

ASKED, ACCEPTED, QUIET, REVIEW, ENDED = "pact_asked", "pact_accepted", "pact_quiet", "pact_review", "pact_ended"
TERMS, TERMS_ANSWERED = "pact_terms", "pact_terms_answered"
# Told while it is so; that a pact has ended stays true.
WHILE_SO = (ASKED, ACCEPTED, QUIET, REVIEW, TERMS, TERMS_ANSWERED)


def tell(kind: str, to: Membership, pact: Pact, *, now: datetime | None = None, **latest: int) -> None:
    """The member (with its group) has a notice about the pact where they want to be told; it says no more than that."""
    moment, ways = now or timezone.now(), choices_of([to.user_id])[to.user_id][Chosen.PACT]
    if ways.are_none:
        return
    news = News(
        kind,
        topic=pact.public_id,
        scope=to.group.public_id,
        details={"group": to.group.name, "pact": pact.public_id},
        latest=latest,
        in_page=ways.in_page,
        mail_after=moment if ways.by_mail else None,
        push_at=moment if ways.by_push else None,
    )
    notify_of(to.user_id, news)
    enqueue("notifications.mail_notices")
    enqueue("notifications.push_notices")


def forget(pact: Pact) -> None:
    """Nothing is told of the pact any more, read or not."""
    Notice.objects.filter(topic=pact.public_id, kind__in=WHILE_SO).delete()


def count_as_read(user: User, pact: Pact) -> None:
    """The person has the pact before them: what told them of it is read."""
    told = Notice.objects.filter(user=user, topic=pact.public_id, kind__in=WHILE_SO, read_at=None)
    mark_read(user.pk, list(told))


def may_nudge(pact: Pact) -> bool:
    """Tell whether a quiet day of one may be told to the other now: both agreed, and neither pauses, rests or is kept apart."""
    sides = list(PactSide.objects.filter(pact=pact))
    is_agreed = len(sides) == 2 and all(side.agrees_to_nudges and side.paused_at is None for side in sides)
    both = (pact.asker, pact.asked)
    are_here = all(one.user.is_active and access_of_membership(one).can(Permission.POST_MESSAGE) for one in both)
    return is_agreed and are_here and not _are_apart(pact)


def has_looked_back(pact_id: int, member_id: int, day: date) -> bool:
    """Tell whether this one has said how that day went."""
    return PactDay.objects.filter(pact=pact_id, member=member_id, day=day).exclude(how="").exists()


def still_so(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices of pacts that still tell what is so, to whoever wants to be told this way."""
    topics = [notice.topic for notice in notices]
    pacts = {pact.public_id: pact for pact in Pact.objects.filter(public_id__in=topics).select_related(*PEOPLE)}
    choices = choices_of(notice.user_id for notice in notices)
    return [
        notice
        for notice in notices
        if choices[notice.user_id][Chosen.PACT].holds(way)
        and (pact := pacts.get(notice.topic))
        and _is_so(notice, pact)
    ]


def _is_so(notice: Notice, pact: Pact) -> bool:
    try:
        held = find_pact(notice.user, pact.public_id)
    except NotFound:
        return False
    return _SO[notice.kind](notice, held)


def _is_quiet(notice: Notice, held: Held) -> bool:
    day = date.fromordinal(notice.details["day"])
    return held.is_on and may_nudge(held.pact) and not has_looked_back(held.pact.pk, held.other.pk, day)


def _is_review(_notice: Notice, held: Held) -> bool:
    side = PactSide.objects.filter(pact=held.pact, member=held.own, goes_on=False, review_told_at__isnull=False)
    return held.is_on and side.exists()


def _is_proposed(_notice: Notice, held: Held) -> bool:
    terms = PactTerms.objects.filter(pact=held.pact, proposer=held.other, state=PactTerms.State.OPEN)
    return held.is_on and terms.filter(proposed_at__gt=timezone.now() - STANDS_FOR).exists()


_SO: dict[str, Callable[[Notice, Held], bool]] = {
    ASKED: lambda _notice, held: held.is_mine_to_answer and held.other.user.is_active,
    ACCEPTED: lambda _notice, held: held.is_on,
    QUIET: _is_quiet,
    REVIEW: _is_review,
    TERMS: _is_proposed,
    TERMS_ANSWERED: lambda _notice, held: held.is_on,
}


def _are_apart(pact: Pact) -> bool:
    return Block.objects.between(pact.asker_id, pact.asked_id).exists()
