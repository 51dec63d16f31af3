"""The rule that somebody writes on a quiet day: whom to let know, and when. It stands once that one has said yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.core.tries import count_try
from apps.groups.models import Block, Membership
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.errors import AskedOften
from apps.journey.models import Noticing, TellingRule
from apps.journey.services.circle import offered_to, places_to_ask
from apps.journey.services.rule_ends import ASKED, end_rule, end_rule_of, forget_notices, tell_writer
from apps.messaging.services.conversations import require_may_ask
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from apps.notifications.services.sending import News, notify_of

# A question that nobody answers ends by itself.
WAITS = timedelta(days=14)
PEOPLE = ("user", "writer__user", "writer__group", "told__user", "told__group")
_MOST_QUESTIONS, _WITHIN = 5, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is read by whoever is told, in one group."""

    group: str
    words: str


def sentence_of(alias: str) -> str:
    """Return the whole of what is said, in the active language: neither why, nor what was answered."""
    return gettext("%(alias)s asked you beforehand to hear when a hello would do them good. This is such a day.") % {
        "alias": alias
    }


def sentences_for(user: User) -> list[Sentence]:
    """Return what would be read in each group in which this person may ask somebody, under their alias there."""
    return [Sentence(member.group.name, sentence_of(member.alias)) for member, _access in places_to_ask(user)]


def rule_of(user: User) -> TellingRule | None:
    """Return the rule that this person wrote."""
    return TellingRule.objects.filter(user=user).select_related(*PEOPLE).first()


@transaction.atomic
def write_rule(user: User, told_id: str, condition: str, *, now: datetime | None = None) -> TellingRule:
    """The one whom they chose is asked, on their pages alone; what was written before is gone.

    Raises NotFound for whoever does not want the questions, and for somebody whom they do not meet; AskedOften.
    """
    moment = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    told = next((one for place in offered_to(user) for one in place.members if one.public_id == told_id), None)
    if told is None or not Noticing.objects.filter(user=user).exists():
        raise NotFound
    _count_asking(user)
    end_rule_of(user)
    writer = Membership.objects.get(user=user, group=told.group_id)
    rule = TellingRule.objects.create(user=user, writer=writer, told=told, condition=condition, written_at=moment)
    _ask(rule)
    return rule


def _count_asking(user: User) -> None:
    """Count one question; whoever takes it back and asks anew asks again."""
    if count_try(f"journey.rules.{user.pk}", within=_WITHIN) > _MOST_QUESTIONS:
        raise AskedOften


def _ask(rule: TellingRule) -> None:
    details = {"group": rule.told.group.name, "rule": rule.public_id}
    if _may_be_asked(rule):
        news = News(ASKED, topic=rule.public_id, scope=rule.told.group.public_id, details=details, latest={})
        notify_of(rule.told.user_id, news)


def find_told(user: User, public_id: str) -> TellingRule:
    """Return the rule by which this person is told, or the question whether they want to be.

    Raises NotFound for anybody else's, and for what stands no more. Which of these nobody can tell.
    """
    found = TellingRule.objects.filter(public_id=public_id, told__user=user).select_related(*PEOPLE).first()
    if found is None or not is_live(found):
        raise NotFound
    return found


def told_of(user: User) -> list[TellingRule]:
    """Return the rules by which this person is told, as far as they stand."""
    agreed = TellingRule.objects.filter(told__user=user, state=TellingRule.State.AGREED).select_related(*PEOPLE)
    return [rule for rule in agreed.order_by("pk") if is_live(rule)]


def questions_to(user: User) -> list[TellingRule]:
    """Return the questions whether this person wants to be told, as far as they stand, read or not."""
    asked = TellingRule.objects.filter(told__user=user, state=TellingRule.State.ASKED).select_related(*PEOPLE)
    return [rule for rule in asked.order_by("pk") if is_live(rule)]


@transaction.atomic
def agree(user: User, public_id: str) -> None:
    """The rule stands from now on; said twice it is as said once. Raises NotFound."""
    rule = _held(user, public_id)
    if rule.state == TellingRule.State.ASKED:
        rule.state, rule.agreed_at = TellingRule.State.AGREED, timezone.now()
        rule.save(update_fields=["state", "agreed_at"])
        forget_notices(rule)
        tell_writer(rule)


@transaction.atomic
def decline(user: User, public_id: str) -> None:
    """This person is not told, or not any more. A question that is let be looks like one that waits. Raises NotFound."""
    rule = _held(user, public_id)
    if rule.state == TellingRule.State.AGREED:
        end_rule(rule)
        return
    rule.state = TellingRule.State.LET_BE
    rule.save(update_fields=["state"])
    forget_notices(rule)


def end_old_questions(*, now: datetime | None = None) -> None:
    """Rules that nobody said yes to are gone after a while."""
    moment = now or timezone.now()
    unanswered = TellingRule.objects.exclude(state=TellingRule.State.AGREED).filter(written_at__lte=moment - WAITS)
    for user in User.objects.filter(pk__in=unanswered.values("user")):
        with transaction.atomic():
            end_rule_of(user)


def is_live(rule: TellingRule) -> bool:
    """Tell whether the two still meet, and the question or the rule stands between them."""
    if rule.state == TellingRule.State.ASKED:
        return rule.user.is_active and _may_be_asked(rule)
    return rule.state == TellingRule.State.AGREED and _meet(rule)


def still_to_answer(notices: Sequence[Notice], _way: Way) -> list[Notice]:
    """Return the notices whose question stands for their person."""
    asked = TellingRule.objects.filter(public_id__in=[one.topic for one in notices], state=TellingRule.State.ASKED)
    standing = {rule.public_id for rule in asked.select_related(*PEOPLE) if is_live(rule)}
    return [notice for notice in notices if notice.topic in standing]


def _held(user: User, public_id: str) -> TellingRule:
    TellingRule.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    return find_told(user, public_id)


def _may_be_asked(rule: TellingRule) -> bool:
    try:
        require_may_ask(access_of_membership(rule.writer), rule.told)
    except DomainError:
        return False
    return access_of_membership(rule.told).can(Permission.READ)


def _meet(rule: TellingRule) -> bool:
    both = [rule.writer_id, rule.told_id]
    are_here = Membership.objects.taking_part().filter(pk__in=both, user__is_active=True).count() == len(both)
    are_apart = Block.objects.between(*both).exists()
    return are_here and not are_apart and access_of_membership(rule.told).can(Permission.READ)
