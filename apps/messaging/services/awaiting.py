"""Words that nobody has answered yet: gently offered to those who welcome, later to facilitators, and to nobody else.

The row is kept together with the message. What counts as an answer, and who is asked, is read anew each time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group, Membership
from apps.groups.permissions import Permission, Role
from apps.groups.services.access import access_of_membership
from apps.messaging.models import AwaitedAnswer, ChatPreference, Message, Reaction, Room
from apps.messaging.rules.awaiting import OFFERED_FOR, Stage, is_awaited, stage_at
from apps.messaging.services.reaching import reaching
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Way, Ways
from apps.notifications.services.choices import choices_of, chosen_by, quiet_among
from apps.notifications.services.sending import News, notify_of, topic_is_told, withdraw

NOTICE = "unanswered"
MOST_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """Words that one member could answer."""

    message: Message
    group: Group


def note_awaited(messages: Sequence[Message], spoke: Iterable[int]) -> None:
    """The clock runs for those of these new messages that somebody should answer; in their own transaction.

    `spoke` are authors (row numbers) who said something in a room of many before. Nearly always there is no query.
    """
    rooms_of_many = [one for one in messages if one.room.kind != Room.Kind.DIRECT and not _is_memory(one)]
    firsts = _first_words(rooms_of_many, set(spoke))
    awaited = [
        AwaitedAnswer(
            message=message, is_first=message in firsts, due_at=message.posted_at + target_of(message.room.group)
        )
        for message in rooms_of_many
        if is_awaited(message.kind, is_first=message in firsts)
    ]
    if awaited:
        AwaitedAnswer.objects.bulk_create(awaited)


def _is_memory(message: Message) -> bool:
    return message.memorial_id is not None


def _first_words(messages: Sequence[Message], spoke: set[int]) -> set[Message]:
    first: dict[int, Message] = {}
    for message in messages:
        if message.author_id and message.author_id not in spoke:
            first.setdefault(message.author_id, message)
    return set(first.values())


def target_of(group: Group) -> timedelta:
    """Return within which time somebody should answer."""
    return timedelta(minutes=group.answer_minutes)


def offer_awaited(*, now: datetime | None = None) -> int:
    """Everybody who is asked by now has a notice, and of what is no longer awaited nobody has one.

    Returns how many rows were looked at. Run twice, or by two workers at once, it tells nobody twice.
    """
    moment = now or timezone.now()
    _hold_back_the_held(moment)
    looked_at = 0
    for awaited_id in list(_due(moment).values_list("pk", flat=True)):
        looked_at += _offer(awaited_id, moment)
    AwaitedAnswer.objects.filter(answered_at=None).exclude(pk__in=unanswered().values("pk")).filter(
        message__state=Message.State.VISIBLE
    ).update(answered_at=moment)
    withdraw(NOTICE, but=_due(moment).values("message__public_id"))
    return looked_at


def _hold_back_the_held(now: datetime) -> None:
    # Until a moderator lets them stand nobody could answer: the time begins then.
    held = AwaitedAnswer.objects.filter(answered_at=None, message__state=Message.State.HELD)
    for awaited in held.select_related("message__room__group"):
        AwaitedAnswer.objects.filter(pk=awaited.pk).update(due_at=now + target_of(awaited.message.room.group))


def unanswered() -> QuerySet[AwaitedAnswer]:
    """Return what waits: no reply and no quiet answer by another; for first words, no later word that calls on them.

    What its author does not meet (a block) is no answer to them.
    """
    author = OuterRef("message__author")
    block = Exists(Block.objects.between(OuterRef("by"), OuterRef(author)))
    said = Message.objects.filter(state=Message.State.VISIBLE).exclude(author=None).exclude(author=author)
    replies = said.filter(Q(reply_to=OuterRef("message")) | Q(thread=OuterRef("message"))).alias(by=F("author"))
    quiet = Reaction.objects.filter(message=OuterRef("message")).exclude(membership=author).alias(by=F("membership"))
    later = said.filter(room=OuterRef("message__room"), number__gt=OuterRef("message__number")).alias(by=F("author"))
    calls = later.filter(mentions__membership=author)
    waits = AwaitedAnswer.objects.filter(answered_at=None, message__author__ended_at=None)
    waits = waits.exclude(message__kind=Message.Kind.LISTENING)
    return (
        waits.exclude(Exists(replies.exclude(block)))
        .exclude(Exists(quiet.exclude(block)))
        .exclude(Exists(calls.exclude(block)), is_first=True)
    )


def _due(now: datetime) -> QuerySet[AwaitedAnswer]:
    standing = unanswered().filter(message__state=Message.State.VISIBLE, message__author__isnull=False)
    return standing.filter(due_at__lte=now, due_at__gt=now - OFFERED_FOR)


@transaction.atomic
def _offer(awaited_id: int, now: datetime) -> bool:
    locked = _due(now).filter(pk=awaited_id).select_for_update(skip_locked=True, of=("self",))
    awaited = locked.select_related("message__room__group").first()
    if awaited is None:
        return False
    stage = _stage_of(awaited, now)
    members = list(_asked(awaited.message.room.group, stage))
    told = topic_is_told(NOTICE, awaited.message.public_id)
    quiet = quiet_among((member.user_id for member in members), now=now)
    choices = choices_of(member.user_id for member in members)
    for member in members:
        if member.user_id not in told | quiet and _may_answer(member, [awaited]):
            ways = choices[member.user_id][Chosen.UNANSWERED]
            if not (stage is Stage.FACILITATORS and _is_asked_last(member, awaited.message.room.group)):
                ways = Ways(ways.in_page, by_mail=False)
            if not ways.are_none:
                notify_of(member.user_id, _news(awaited.message, ways, now))
    _stamp(awaited, stage, now)
    return True


def _stamp(awaited: AwaitedAnswer, stage: Stage, now: datetime) -> None:
    awaited.offered_to_welcomers_at = awaited.offered_to_welcomers_at or now
    if stage is Stage.FACILITATORS:
        awaited.offered_to_facilitators_at = awaited.offered_to_facilitators_at or now
    awaited.save(update_fields=["offered_to_welcomers_at", "offered_to_facilitators_at"])


def _news(message: Message, ways: Ways, now: datetime) -> News:
    group = message.room.group
    return News(
        kind=NOTICE,
        topic=message.public_id,
        scope=group.public_id,
        details={"group": group.name, "message": message.public_id},
        latest={},
        in_page=ways.in_page,
        mail_after=now if ways.by_mail else None,
        push_at=now if ways.by_push else None,
    )


def _stage_of(awaited: AwaitedAnswer, now: datetime) -> Stage:
    return stage_at(awaited.due_at, target_of(awaited.message.room.group), now)


def _asked(group: Group, stage: Stage) -> QuerySet[Membership]:
    """Return the members who are asked at this stage: those who chose to, greeters, then whoever facilitates."""
    asked = welcomers_of(group)
    if stage is Stage.FACILITATORS:
        asked |= _there(group).filter(roles__contains=[_last_role(group).value])
    return asked.select_related("user", "group").order_by("pk")


def welcomers_of(group: Group) -> QuerySet[Membership]:
    """Return the members who chose to welcome, and greeters."""
    chose = Exists(ChatPreference.objects.filter(membership=OuterRef("pk"), welcomes=True))
    return _there(group).filter(Q(chose) | Q(roles__contains=[Role.GREETER.value]))


def _there(group: Group) -> QuerySet[Membership]:
    return Membership.objects.taking_part().filter(group=group, user__is_active=True)


def _last_role(group: Group) -> Role:
    """Return who is asked when nobody else answered: the facilitators, or the owners of a group that has none."""
    has_facilitator = Membership.objects.taking_part().filter(group=group).with_any_role(Role.FACILITATOR).exists()
    return Role.FACILITATOR if has_facilitator else Role.OWNER


def _is_asked_last(member: Membership, group: Group) -> bool:
    return _last_role(group) in member.role_set


def _may_answer(member: Membership, awaited: Iterable[AwaitedAnswer]) -> list[Message]:
    """Return the messages among these that may be brought to this member, and that they could answer."""
    access = access_of_membership(member)
    if not (access.can(Permission.READ) and access.can(Permission.POST_MESSAGE)):
        return []
    asked = Message.objects.filter(pk__in=[one.message_id for one in awaited])
    return list(reaching(asked, access).select_related("room__group").order_by("posted_at", "pk"))


def offers_for(user: User, *, now: datetime | None = None) -> list[Offer]:
    """Return the words that this person could answer now, the longest waiting first; none in their quiet hours."""
    moment = now or timezone.now()
    if not chosen_by([user.pk])[user.pk][Chosen.UNANSWERED].in_page or quiet_among([user.pk], now=moment):
        return []
    found: list[Offer] = []
    members = Membership.objects.taking_part().filter(user=user).select_related("user", "group")
    waiting = list(
        _due(moment).filter(message__room__group__in=members.values("group")).select_related("message__room__group")
    )
    for member in members if waiting else []:
        found += [Offer(message, member.group) for message in _may_answer(member, _asked_of(member, waiting, moment))]
    return sorted(found, key=lambda offer: offer.message.posted_at)[:MOST_OFFERED]


def _asked_of(member: Membership, waiting: Iterable[AwaitedAnswer], now: datetime) -> list[AwaitedAnswer]:
    of_group = [one for one in waiting if one.message.room.group_id == member.group_id]
    stages = {one.pk: _stage_of(one, now) for one in of_group}
    asked = {stage for stage in set(stages.values()) if _asked(member.group, stage).filter(pk=member.pk).exists()}
    return [one for one in of_group if stages[one.pk] in asked]


def still_awaited(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices whose words still wait, and may still be brought to their person this way."""
    now = timezone.now()
    found = _due(now).filter(message__public_id__in=[notice.topic for notice in notices])
    waiting = {one.message.public_id: one for one in found.select_related("message__room__group")}
    choices = choices_of(notice.user_id for notice in notices)
    return [
        notice
        for notice in notices
        if choices[notice.user_id][Chosen.UNANSWERED].holds(way)
        and (one := waiting.get(notice.topic))
        and any(
            _may_answer(member, [one])
            for member in _asked(one.message.room.group, _stage_of(one, now)).filter(user=notice.user_id)
        )
    ]
