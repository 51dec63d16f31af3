"""Taking a case in hand, giving it back, handing it over, leaving it to others: one person has it at a time.

Each is one transaction under the case's lock, and asks again whether this person may handle the case. Hands are free
again some time after the last thing they did with it (`rules/cases.py: HOLD`), so that a case never waits for somebody
who went away. Raises NotFound for whoever may not know of the case, CaseInOtherHands when somebody else has it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.moderation.errors import CaseInOtherHands, EnoughForNow, EnoughForThem, NobodyToHandTo
from apps.moderation.models import Case, CaseStep
from apps.moderation.rules.cases import DISTRESSING, HOLD, MOST_DISTRESSING, SHIFT, Stage
from apps.moderation.rules.states import Act, require_act
from apps.moderation.rules.words import require_words
from apps.moderation.services.audit import record_case
from apps.moderation.services.handling import Handlers, Hands, access_of_hands, audience, find_case, tell_handlers
from apps.notifications.services.sending import notify


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who can take a case on: under their alias or, between the people who run this site, their address."""

    key: str
    name: str
    hands: Hands


@transaction.atomic
def claim(user_id: int, public_id: str, *, anyway: bool = False) -> Case:
    """The case is in this person's hands; of two at once exactly one has it.

    Raises EnoughForNow after several distressing ones in a shift, unless they take it `anyway`.
    """
    case, hands = open_for(user_id, public_id, Act.CLAIM)
    if not anyway:
        require_strength(user_id, case, hands)
    if not (hands.hold(case) and case.stage() == Stage.IN_HAND):
        keep_step(case, hands, CaseStep.Kind.CLAIMED)
    take(case, hands)
    return case


@transaction.atomic
def release(user_id: int, public_id: str) -> Case:
    """The case waits again, for everybody who may handle it."""
    case, hands = _mine(user_id, public_id, Act.RELEASE)
    keep_step(case, hands, CaseStep.Kind.RELEASED)
    _let_go(case)
    return case


@transaction.atomic
def hand_over(user_id: int, public_id: str, *, to: str, note: str) -> Case:
    """The case is in the other one's hands, who reads the note and has been told.

    Raises NobodyToHandTo unless `to` is the key of one of `others_for`, EnoughForThem, Invalid without a note.
    """
    case, hands = _mine(user_id, public_id, Act.HAND_OVER)
    other = next((other.hands for other in others_for(case, hands) if other.key == to), None)
    if other is None:
        raise NobodyToHandTo
    if case.is_distressing and has_had_enough(other.user_id):
        raise EnoughForThem
    keep_step(case, hands, CaseStep.Kind.HANDED_OVER, require_words(note))
    take(case, other)
    group = case.group.public_id if case.group else ""
    notify(other.user_id, kind="case_handed", scope=group, details={"case_id": case.public_id}, wants_mail=True)
    return case


@transaction.atomic
def leave_to_others(user_id: int, public_id: str) -> None:
    """The case is not for this person: they need not say why, and it leaves their queue.

    When everybody of the group has said so, it is for site safety staff, who are told.
    """
    case, hands = locked_for(user_id, public_id)
    require_act(case.stage(), Act.LEAVE)
    before = audience(case)
    if hands.hold(case):
        _let_go(case)
    case.not_for.add(user_id)
    tell_handlers(case.reports.all()[0], audience(case) - before)


def others_for(case: Case, hands: Hands) -> list[Other]:
    """Return to whom these hands may hand the case over: members of the group and, among site safety staff, each other."""
    handlers = Handlers([case])
    own = [Other(one.public_id, one.alias, Hands(one.user_id, one)) for one in handlers.of(case)]
    if hands.member is None:
        staff = User.objects.filter(pk__in=handlers.staff_of(case)).order_by("email")
        own += [Other(_key_of(case, user), user.email, Hands(user.pk, None)) for user in staff]
    return [other for other in own if other.hands.user_id != hands.user_id]


def _key_of(case: Case, user: User) -> str:
    # An account has no public id, and its row number leaves the server nowhere.
    return salted_hmac("moderation.hand_over", f"{case.public_id} {user.pk}", algorithm="sha256").hexdigest()[:24]


def require_strength(user_id: int, case: Case, hands: Hands) -> None:
    """Pass, or raise EnoughForNow: one more distressing case is more than one should read in a shift."""
    if case.is_distressing and not hands.hold(case) and has_had_enough(user_id):
        raise EnoughForNow


def has_had_enough(user_id: int) -> bool:
    """Tell whether this person has had as many distressing cases in this shift as one should; those handed to them count."""
    now = timezone.now()
    own = Q(by__user=user_id) | Q(by_staff=user_id)
    kinds = [CaseStep.Kind.CLAIMED, CaseStep.Kind.CLOSED]
    taken = CaseStep.objects.filter(own, kind__in=kinds, at__gt=now - SHIFT).values("case")
    in_hand = Q(hands_until__gt=now) & (Q(hands__user=user_id) | Q(staff_hands=user_id))
    return Case.objects.filter(Q(pk__in=taken) | in_hand, category__in=DISTRESSING).count() >= MOST_DISTRESSING


def open_for(user_id: int, public_id: str, act: Act) -> tuple[Case, Hands]:
    """Return an open case, locked until commit, that is in nobody else's hands.

    Raises NotFound, NotClosable when it was closed meanwhile, CaseInOtherHands.
    """
    case, hands = locked_for(user_id, public_id)
    require_act(case.stage(), act)
    if case.stage() == Stage.IN_HAND and not hands.hold(case) and _still_may(case):
        raise CaseInOtherHands
    return case, hands


def locked_for(user_id: int, public_id: str) -> tuple[Case, Hands]:
    """Return a case in any state, locked until commit; raises NotFound."""
    Case.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
    return find_case(user_id, public_id)


def take(case: Case, hands: Hands) -> None:
    """Put the case into these hands, from now on for as long as one holds a case."""
    case.hands, case.staff_hands_id = hands.member, None if hands.member else hands.user_id
    case.hands_until = timezone.now() + HOLD
    case.save(update_fields=["hands", "staff_hands", "hands_until"])


def keep_step(case: Case, hands: Hands, kind: CaseStep.Kind, note: str = "") -> None:
    """Add what was done to the case's history, and a line without words to the log."""
    staff_id = None if hands.member else hands.user_id
    CaseStep.objects.create(case=case, kind=kind, by=hands.member, by_staff_id=staff_id, note=note)
    record_case(access_of_hands(case, hands), case, f"case.{kind}")


def _mine(user_id: int, public_id: str, act: Act) -> tuple[Case, Hands]:
    case, hands = open_for(user_id, public_id, act)
    if not hands.hold(case):
        raise CaseInOtherHands
    return case, hands


def _let_go(case: Case) -> None:
    case.hands = case.staff_hands = case.hands_until = None
    case.save(update_fields=["hands", "staff_hands", "hands_until"])


def _still_may(case: Case) -> bool:
    """Tell whether whoever has it in hand may still handle it: roles, blocks and further reports change that."""
    holder = case.hands.user_id if case.hands else case.staff_hands_id
    return holder is not None and Handlers([case]).hands_of(holder, case) is not None
