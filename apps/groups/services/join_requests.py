"""Asking to join, and the answer of a person."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import AlreadyAsked, AlreadyDecided, AskedLately, CannotJoin
from apps.groups.models import EndKind, Group, Joining, JoinRequest, Membership
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.rules import aliases
from apps.groups.services.admission import Wish, admit, lock_group
from apps.groups.services.joining import checked_wish, require_may_come
from apps.groups.services.telling import notify_about

AGAIN_AFTER = timedelta(days=14)
LONGEST_ANSWER = 1000


@transaction.atomic
def ask_to_join(user: User, group: Group, wish: Wish, answers: Sequence[str]) -> JoinRequest:
    """A request waits for a moderator, who is told; the alias is kept for the person meanwhile.

    `answers` stand in the order of the group's questions; one may be empty. Raises what `join_openly` raises, and
    AlreadyAsked, and AskedLately within 14 days of a refusal.
    """
    group = lock_group(group.pk)
    require_may_come(user, group)
    if group.joining != Joining.REQUEST:
        raise CannotJoin
    _require_not_asked(user, group)
    wish = checked_wish(group, user, wish)
    request = JoinRequest.objects.create(
        group=group,
        user=user,
        alias=wish.alias,
        alias_folded=aliases.fold(wish.alias),
        agreement_version=wish.agreement_version,
        answers=_answered(group, answers),
    )
    _tell_those_who_answer(group)
    return request


def _require_not_asked(user: User, group: Group) -> None:
    last = JoinRequest.objects.filter(group=group, user=user).order_by("-asked_at").first()
    if last is None:
        return
    if last.state == JoinRequest.State.WAITING:
        raise AlreadyAsked
    if last.state == JoinRequest.State.DECLINED and last.decided_at:
        again_at = last.decided_at + AGAIN_AFTER
        if timezone.now() < again_at:
            raise AskedLately(day=date_format(timezone.localtime(again_at), "DATE_FORMAT"))


def _answered(group: Group, answers: Sequence[str]) -> list[dict[str, str]]:
    questions = group.join_questions.all()
    return [
        {"question": question.text, "answer": answer[:LONGEST_ANSWER]}
        for question, answer in zip(questions, answers, strict=False)
    ]


def _tell_those_who_answer(group: Group) -> None:
    answering = Membership.objects.taking_part().filter(group=group).with_any_role(Role.MODERATOR, Role.OWNER)
    for membership in answering:
        notify_about(group, membership.user_id, "join_asked")


@transaction.atomic
def accept_request(access: GroupAccess, public_id: str) -> Membership:
    """The person is a member under the alias they asked for, and is told.

    Raises NotPermitted, NotFound, AlreadyDecided, and CannotJoin when they were removed in the meantime.
    """
    request = _decide(access, public_id, JoinRequest.State.ACCEPTED)
    membership = admit(request.group, request.user_id, Wish(request.alias, request.agreement_version))
    _tell_person(request, "join_accepted")
    return membership


@transaction.atomic
def decline_request(access: GroupAccess, public_id: str) -> None:
    """The person is told kindly, without a reason and without who it was. Raises as `accept_request` does."""
    _tell_person(_decide(access, public_id, JoinRequest.State.DECLINED), "join_declined")


def _decide(access: GroupAccess, public_id: str, state: JoinRequest.State) -> JoinRequest:
    access.require(Permission.ANSWER_JOIN_REQUEST)
    group = lock_group(access.group_id)
    request = JoinRequest.objects.select_for_update().filter(group=group, public_id=public_id).first()
    if request is None:
        raise NotFound
    if request.state != JoinRequest.State.WAITING:
        raise AlreadyDecided
    request.group = group
    request.state = state
    request.decided_at = timezone.now()
    request.decided_by_id = access.membership_id
    request.save(update_fields=["state", "decided_at", "decided_by"])
    return request


def _tell_person(request: JoinRequest, kind: str) -> None:
    notify_about(request.group, request.user_id, kind, alias=request.alias)


@transaction.atomic
def withdraw_request(user: User, group: Group) -> None:
    """The request is taken back, as if it had never been answered; nothing happens when there is none."""
    lock_group(group.pk)
    waiting = JoinRequest.objects.filter(group=group, user=user, state=JoinRequest.State.WAITING)
    waiting.update(state=JoinRequest.State.WITHDRAWN, decided_at=timezone.now())


def waiting_requests(access: GroupAccess) -> list[JoinRequest]:
    """Return the requests that wait for an answer, the oldest first, without those of people who were removed."""
    access.require(Permission.ANSWER_JOIN_REQUEST)
    waiting = JoinRequest.objects.filter(group_id=access.group_id, state=JoinRequest.State.WAITING)
    removed = Membership.objects.filter(group_id=access.group_id, end_kind=EndKind.REMOVED)
    return list(waiting.exclude(user__in=removed.values("user")).order_by("asked_at"))
