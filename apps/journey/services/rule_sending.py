"""What a rule does when it holds: one neutral sentence to the one who said yes, once, and a word to its writer that it was."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.core.queue import enqueue
from apps.journey.models import LonelinessAnswer, TellingRule
from apps.journey.rules.isolation import FRESH, When, has_waited, holds_by_answers
from apps.journey.services.doings import doings_of
from apps.journey.services.noticing import noticing_of
from apps.journey.services.rule_ends import TOLD, tell_writer
from apps.journey.services.telling_rules import PEOPLE, is_live
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Way
from apps.notifications.services.choices import choices_of, quiet_among
from apps.notifications.services.sending import News, notify_of


def tell_by_rules(*, now: datetime | None = None) -> int:
    """Whoever is to be told by a rule that holds now is; return how many that were. In their quiet hours it waits."""
    moment = now or timezone.now()
    agreed = dict(TellingRule.objects.filter(state=TellingRule.State.AGREED).values_list("pk", "told__user"))
    quiet = quiet_among(agreed.values(), now=moment)
    return sum(_tell(pk, moment) for pk, told in sorted(agreed.items()) if told not in quiet)


def holds(rule: TellingRule, now: datetime) -> bool:
    """Tell whether what its writer wrote is so, by what happened since the rule stands and since it last told."""
    kept, when = noticing_of(rule.user), When(rule.condition)
    if kept is None:
        return False
    since = max(moment for moment in (rule.agreed_at, rule.told_at) if moment)
    if when is When.SILENT:
        is_news = kept.asked_at is not None and (rule.told_at is None or rule.told_at < kept.asked_at)
        return is_news and has_waited(kept.asked_at, now) and not doings_of(rule.user, kept.asked_at or now)
    said = list(LonelinessAnswer.objects.filter(user=rule.user_id, said_at__gt=since, said_at__lte=now)[:2])
    is_fresh = bool(said) and now - said[0].said_at <= FRESH
    return is_fresh and holds_by_answers(when, [one.answers for one in said])


@transaction.atomic
def _tell(rule_id: int, now: datetime) -> bool:
    # Either may end it this moment: it is looked at once more under its lock.
    locked = TellingRule.objects.select_for_update(skip_locked=True, of=("self",)).select_related(*PEOPLE)
    rule = locked.filter(pk=rule_id, state=TellingRule.State.AGREED).first()
    if rule is None or not is_live(rule) or not holds(rule, now):
        return False
    rule.told_at = now
    rule.save(update_fields=["told_at"])
    ways = choices_of([rule.told.user_id])[rule.told.user_id][Chosen.COMPANY]
    news = News(
        TOLD,
        topic=rule.public_id,
        scope=rule.told.group.public_id,
        details={"group": rule.told.group.name, "rule": rule.public_id},
        latest={},
        mail_after=now if ways.by_mail else None,
        push_at=now if ways.by_push else None,
    )
    notify_of(rule.told.user_id, news)
    tell_writer(rule)
    enqueue("notifications.mail_notices")
    enqueue("notifications.push_notices")
    return True


def still_to_tell(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices whose rule still stands between the two, for whoever wants to be told this way."""
    agreed = TellingRule.objects.filter(public_id__in=[one.topic for one in notices]).select_related(*PEOPLE)
    standing = {rule.public_id for rule in agreed if rule.state == TellingRule.State.AGREED and is_live(rule)}
    choices = choices_of(notice.user_id for notice in notices)
    return [
        notice
        for notice in notices
        if notice.topic in standing and (way is Way.PAGE or choices[notice.user_id][Chosen.COMPANY].holds(way))
    ]
