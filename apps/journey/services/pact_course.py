"""The course of a pact: what each sets for themself, a pause, going on, and its end, for which nobody gives a reason.

An end is the same to the other one whatever it came from: a word, a block, a leaving, a suspension, an erasure. Of ends
that come in several groups at once one alone has a notice: two of the same moment would join the aliases there.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.events import BlockChanged, MemberChanged
from apps.groups.models import Membership
from apps.journey.models import Pact, PactSide
from apps.journey.rules.pacts import next_review
from apps.journey.services.pact_asking import OwnPart, put_aside
from apps.journey.services.pact_telling import ENDED, REVIEW, forget, tell
from apps.journey.services.pact_terms import forget_terms
from apps.journey.services.pact_waiting import await_day
from apps.journey.services.pacts import PEOPLE, Held, held_by, side_of, standing_pact
from apps.notifications.models import Notice


@transaction.atomic
def set_own_part(user: User, public_id: str, own: OwnPart) -> None:
    """These hours and this consent hold from now on; the other one is told nothing. Raises NotFound."""
    held = standing_pact(user, public_id, to_change=True)
    side = side_of(held)
    are_new = (side.starts_at, side.ends_at) != (own.starts_at, own.ends_at)
    side.starts_at, side.ends_at, side.agrees_to_nudges = own.starts_at, own.ends_at, own.agrees_to_nudges
    side.save(update_fields=["starts_at", "ends_at", "agrees_to_nudges"])
    if are_new:
        await_day(held, side, timezone.now())


@transaction.atomic
def pause_pact(user: User, public_id: str, *, is_paused: bool) -> None:
    """While it rests nothing is expected or proposed, and nobody is told of a quiet day. Raises NotFound."""
    held = standing_pact(user, public_id, to_change=True)
    side = side_of(held)
    side.paused_at = (side.paused_at or timezone.now()) if is_paused else None
    side.save(update_fields=["paused_at"])
    if is_paused:
        forget_terms(held.pact)


@transaction.atomic
def go_on(user: User, public_id: str) -> None:
    """This one wants it to go on; when both do, it does, for as long as before. Raises NotFound before the review date."""
    held = standing_pact(user, public_id, to_change=True)
    today = timezone.localdate()
    if held.pact.review_on > today:
        return
    PactSide.objects.filter(pact=held.pact, member=held.own).update(goes_on=True)
    if PactSide.objects.filter(pact=held.pact, goes_on=True).count() == 2:
        _renew(held)


@transaction.atomic
def end_pact(user: User, public_id: str) -> None:
    """It is over at once, and all that was written in it is gone. Raises NotFound."""
    held = standing_pact(user, public_id, to_change=True)
    dissolve(held.pact, untold=[held.own.pk])


def dissolve(pact: Pact, *, untold: Iterable[int] = ()) -> None:
    """The locked pact is gone; both but those who are not to be told (row numbers) read that it ended, and no reason."""
    forget(pact)
    for member in (pact.asker, pact.asked):
        if member.pk not in untold:
            tell(ENDED, member, pact)
    pact.delete()


def end_between(event: BlockChanged) -> None:
    """The two do not meet any more: nothing stands or waits between them.

    Parted everywhere, they have the notice of any end for one pact alone: two at once would join what they are called in
    two groups, and none would tell who parted them.
    """
    if event.is_made:
        pair = [event.blocker_id, event.blocked_id]
        for pact in _locked(Q(asker__in=pair, asked__in=pair)):
            untold = pair if event.is_everywhere and _have_another(pact) else [event.blocker_id]
            _part(pact, event.blocker_id, untold=untold)


def end_of(event: MemberChanged) -> None:
    """Whoever is out of the group, or kept out for a time, has no pact there."""
    if event.change == "ended" or (event.change == "suspended" and _is_kept_out(event.membership_id)):
        for pact in _locked(Q(asker=event.membership_id) | Q(asked=event.membership_id)):
            _part(pact, event.membership_id, untold=[event.membership_id])


def _part(pact: Pact, leaving: int, *, untold: Iterable[int]) -> None:
    if pact.state == Pact.State.ON:
        dissolve(pact, untold=untold)
    elif pact.asker_id == leaving:
        forget(pact)
        pact.delete()
    else:
        # Whoever asked must not tell a block, or a leaving, from an answer that has not come.
        put_aside(pact)


def _locked(which: Q) -> Iterable[Pact]:
    found = Pact.objects.filter(which).select_related(*PEOPLE)
    return list(found.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _have_another(pact: Pact) -> bool:
    """Tell whether the two people have a pact in another group, too."""
    people = [pact.asker.user_id, pact.asked.user_id]
    both = Pact.objects.filter(state=Pact.State.ON, asker__user__in=people, asked__user__in=people)
    return both.exclude(pk=pact.pk).exists()


def _is_kept_out(membership_id: int) -> bool:
    return not Membership.objects.taking_part().filter(pk=membership_id).exists()


def _renew(held: Held) -> None:
    pact, today = held.pact, timezone.localdate()
    pact.review_on = next_review(pact.begun_on or today, pact.review_on, today)
    pact.begun_on = today
    pact.save(update_fields=["begun_on", "review_on"])
    PactSide.objects.filter(pact=pact).update(goes_on=False, review_told_at=None)
    Notice.objects.filter(topic=pact.public_id, kind=REVIEW).delete()
    for one in (held, held_by(pact, held.other.user_id)):
        await_day(one, side_of(one), timezone.now())
