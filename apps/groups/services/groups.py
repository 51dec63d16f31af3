"""Founding a group and deciding how it is."""

from collections.abc import Iterable, Sequence
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.core.errors import NotFound
from apps.groups.events import tell_group_decided
from apps.groups.models import Agreement, Group, JoinQuestion, Membership, Topic
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.rules import aliases
from apps.groups.services.admission import is_barred, lock_group
from apps.groups.services.duty import plan_anew
from apps.groups.services.telling import notify_about, tell, tell_staff
from apps.notifications.models import Notice

MOST_QUESTIONS = 5


class GroupChanges(TypedDict, total=False):
    """What an owner may change of a group; what is left out stays."""

    name: str
    purpose: str
    how_it_works: str
    about: str
    language: str
    time_zone: str
    has_chat: bool
    has_voice: bool
    has_video: bool
    has_wall: bool
    joining: str
    is_listed: bool
    retention_days: int
    wall_retention_days: int | None
    answer_minutes: int
    members_may_host: bool
    members_may_offer: bool
    unattended: str
    tells_of_crisis: bool


def may_found(user: User) -> bool:
    """Tell whether somebody may found groups; where the site looks at each first, everybody may who is not kept out."""
    asks_first = SiteSettings.load().reviews_groups and not is_barred(user.pk, None)
    return asks_first or founds_unasked(user)


def founds_unasked(user: User) -> bool:
    """Tell whether nobody looks at it first: site safety staff, and whoever was given `groups.add_group`."""
    return user.is_safety_staff or (user.has_perm("groups.add_group") and not is_barred(user.pk, None))


@transaction.atomic
def found_group(
    user: User, alias: str, agreement: str, *, topics: Iterable[Topic] = (), **fields: Unpack[GroupChanges]
) -> Group:
    """Return a new group owned by this person, unlisted until the owner lists it unless told otherwise.

    Raises NotFound unless `may_found`, and what an alias can be refused for.
    """
    if not may_found(user):
        raise NotFound
    tidied = aliases.require_usable(alias, may_look_like_name=True)
    unlisted: GroupChanges = {"is_listed": False}
    is_proposal = not founds_unasked(user)
    state = Group.State.PROPOSED if is_proposal else Group.State.ACTIVE
    group = Group.objects.create(state=state, **(unlisted | fields))
    group.topics.set(topics)
    Agreement.objects.create(group=group, version=1, text=agreement)
    membership = Membership.objects.create(
        user=user,
        group=group,
        alias=tidied,
        alias_folded=aliases.fold(tidied),
        roles=[Role.OWNER.value],
        agreement_version=1,
        settled_at=timezone.now(),
    )
    tell("joined", membership, group)
    if is_proposal:
        tell_staff(group, "group_proposed")
    return group


@transaction.atomic
def change_group(access: GroupAccess, **changes: Unpack[GroupChanges]) -> Group:
    """The group is as the changes say; a change of what holds while nobody is on duty stands in the log."""
    group = _own_group(access)
    was = group.unattended
    is_moved = changes.get("time_zone", group.time_zone) != group.time_zone
    for field, value in changes.items():
        setattr(group, field, value)
    group.save(update_fields=list(changes))
    if is_moved:
        plan_anew(group)
    if group.unattended != was:
        tell_group_decided(access, "group.unattended", group.unattended)
    return group


@transaction.atomic
def set_topics(access: GroupAccess, topics: Iterable[Topic]) -> None:
    """The group is found under exactly these topics."""
    _own_group(access).topics.set(topics)


@transaction.atomic
def publish_agreement(access: GroupAccess, text: str) -> Agreement:
    """Return the agreement that holds from now on; members are told and asked, the old versions stay.

    The same text again is no new version.
    """
    group = _own_group(access)
    present = group.agreement
    if present and present.text == text:
        return present
    agreement = Agreement.objects.create(group=group, version=present.version + 1 if present else 1, text=text)
    # Whoever wrote it has read it.
    Membership.objects.filter(public_id=access.membership_public_id).update(agreement_version=agreement.version)
    if present:
        _tell_members(group, access)
    return agreement


def _tell_members(group: Group, author: GroupAccess) -> None:
    """Every member but the author has one notice in the page, whether one change or several wait to be read."""
    unread = Notice.objects.filter(kind="agreement_changed", scope=group.public_id, read_at=None)
    members = Membership.objects.taking_part().filter(group=group).exclude(pk=author.membership_id or 0)
    for user_id in members.exclude(user__in=unread.values("user")).values_list("user_id", flat=True):
        notify_about(group, user_id, "agreement_changed", wants_mail=False)


@transaction.atomic
def set_join_questions(access: GroupAccess, questions: Sequence[str]) -> None:
    """The group asks these questions, five at most; requests keep the questions they answered."""
    group = _own_group(access)
    group.join_questions.all().delete()
    asked = enumerate(questions[:MOST_QUESTIONS])
    JoinQuestion.objects.bulk_create([JoinQuestion(group=group, text=text, position=place) for place, text in asked])


def _own_group(access: GroupAccess) -> Group:
    access.require(Permission.CHANGE_SETTINGS)
    return lock_group(access.group_id)
