"""How a rule ends: at once, by either of the two or by what happens between them, and without a reason told."""

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.accounts.belongings import Leaving
from apps.accounts.models import User
from apps.groups.events import BlockChanged, MemberChanged
from apps.journey.models import TellingRule
from apps.notifications.models import Notice
from apps.notifications.services.sending import News, notify_of

# To the one who is to be told: the question, and the word itself. To the writer: that something is different.
ASKED, TOLD, CHANGED = "rule_asked", "rule_told", "rule_changed"


@transaction.atomic
def end_rule_of(user: User) -> None:
    """The rule that this person wrote is gone."""
    _end(TellingRule.objects.filter(user=user))


def end_rule(rule: TellingRule) -> None:
    """The one who was to be told does not want it any more; its writer hears that it stands no more, and not why."""
    tell_writer(rule)
    _end(TellingRule.objects.filter(pk=rule.pk))


def tell_writer(rule: TellingRule) -> None:
    """The writer has a notice that something about their rule is different."""
    notify_of(rule.user_id, News(CHANGED, topic=CHANGED, scope="", details={}, latest={}))


def end_with_member(event: MemberChanged) -> None:
    """Whoever left or was removed is told nothing any more, and nobody is told of them."""
    if event.change == "ended":
        _end(TellingRule.objects.filter(writer=event.membership_id))
        _fall(TellingRule.objects.filter(told=event.membership_id))


def end_with_block(event: BlockChanged) -> None:
    """Two who do not meet tell each other nothing.

    Whoever wrote a rule hears that it stands no more, as after a no, also where site safety staff keep the two apart: nobody
    should rely on somebody who is told nothing. Each writes one rule, so that no two notices join two groups.
    """
    if event.is_made:
        _end(TellingRule.objects.filter(writer=event.blocker_id, told=event.blocked_id))
        _fall(TellingRule.objects.filter(writer=event.blocked_id, told=event.blocker_id))


@transaction.atomic
def forget_rules(leaving: Leaving) -> None:
    """Of somebody who is going no rule is left, whichever of the two they are."""
    _end(TellingRule.objects.filter(user=leaving.user_id))
    _fall(TellingRule.objects.filter(told__user=leaving.user_id))


def _fall(rules: QuerySet[TellingRule]) -> None:
    """A rule that stood ends; a question goes on waiting, so that nothing tells its writer what happened."""
    for rule in rules.select_for_update(of=("self",)).order_by("pk"):
        if rule.state == TellingRule.State.AGREED:
            end_rule(rule)
        else:
            rule.state = TellingRule.State.LET_BE
            rule.save(update_fields=["state"])
            forget_notices(rule)


def _end(rules: QuerySet[TellingRule]) -> None:
    for rule in rules.select_for_update(of=("self",)).order_by("pk"):
        forget_notices(rule)
        rule.delete()


def forget_notices(rule: TellingRule) -> None:
    """Nobody is told anything by this rule any more, also what waits to be sent."""
    Notice.objects.filter(Q(kind=ASKED) | Q(kind=TOLD), topic=rule.public_id).delete()
