"""Which groups and memberships: the questions that several places ask."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import add, and_, or_
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone

from apps.groups.permissions import GroupAccess, Permission
from apps.groups.rules.search_words import prefix_query

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.groups.models import Block, Group, Membership  # noqa: F401 - the names in quotes below

_WORDS = ("name", "purpose", "how_it_works", "about")
# "simple" finds names and beginnings of words in any language; the others find "sleeping" for "sleep".
_LANGUAGES = ("english", "spanish")
# The index groups_by_their_words is built on exactly this expression.
SEARCHED: Any = reduce(add, [SearchVector(*_WORDS, config=config) for config in ("simple", *_LANGUAGES)])


# A membership, its row number, or where a question finds it.
type _Member = "Membership | OuterRef | int | None"


class BlockQuerySet(models.QuerySet["Block"]):
    def between(self, one: _Member, other: _Member) -> "BlockQuerySet":
        """Blocks of these two, whichever of them made it."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))


class GroupQuerySet(models.QuerySet["Group"]):
    def public(self) -> "GroupQuerySet":
        """Groups whose page anyone may read."""
        return self.filter(is_listed=True).exclude(joining="invitation")

    def open_to_find(self, user: "User | None" = None) -> "GroupQuerySet":
        """Public groups that take part in life, without those that are closed to this person."""
        found = self.public().filter(state="active")
        if user is None or not user.pk:
            return found
        shut_out = Q(memberships__end_kind="removed") | Q(
            memberships__ended_at=None, memberships__suspended_until__gt=timezone.now()
        )
        return found.exclude(pk__in=self.model.objects.filter(shut_out, memberships__user=user).values("pk"))

    def about(self, words: Sequence[str], topic_ids: Iterable[int] = ()) -> "GroupQuerySet":
        """Groups that speak of all these words, or are about one of these topics, the closest first."""
        return self._speaking_of(reduce(and_, map(_query_for, words)), words, topic_ids)

    def about_any(self, words: Sequence[str], topic_ids: Iterable[int] = ()) -> "GroupQuerySet":
        """Groups that speak of one of these words at least, or are about one of these topics, the closest first."""
        return self._speaking_of(reduce(or_, map(_query_for, words)), words, topic_ids)

    def _speaking_of(self, query: SearchQuery, words: Sequence[str], topic_ids: Iterable[int]) -> "GroupQuerySet":
        # A subquery, so that the index on the words serves it whatever stands beside it.
        speaking = self.model.objects.annotate(words=SEARCHED).filter(words=query)
        is_about = Q(pk__in=speaking.values("pk")) | Q(topics__in=list(topic_ids))
        return (
            self.filter(is_about | Q(name__icontains=" ".join(words)))
            .distinct()
            .annotate(closeness=SearchRank(SEARCHED, query))
            .order_by("-closeness", Upper("name"), "pk")
        )


def _query_for(word: str) -> SearchQuery:
    beginning = SearchQuery(prefix_query(word), config="simple", search_type="raw")
    return reduce(or_, [SearchQuery(word, config=config) for config in _LANGUAGES], beginning)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        """Members who have neither left nor been removed."""
        return self.filter(ended_at=None)

    def taking_part(self, now: datetime | None = None) -> "MembershipQuerySet":
        """Active members whose place is not suspended."""
        moment = now or timezone.now()
        return self.active().filter(Q(suspended_until=None) | Q(suspended_until__lte=moment))

    def visible_to(self, access: GroupAccess) -> "MembershipQuerySet":
        """Members whom this person may see in the group: without those they are in a block with, either way round.

        Nobody is hidden from whoever looks after conduct, or hosts.
        """
        members = self.filter(group_id=access.group_id).taking_part()
        if access.can(Permission.SEE_MODERATION) or access.can(Permission.HOST_MEETING):
            return members
        met = Q(blocks_made__blocked_id=access.membership_id) | Q(blocks_met__blocker_id=access.membership_id)
        return members.exclude(pk__in=self.model.objects.filter(met, group_id=access.group_id).values("pk"))

    def with_any_role(self, *roles: str) -> "MembershipQuerySet":
        """Members who hold at least one of the roles."""
        return self.filter(roles__overlap=list(roles))
