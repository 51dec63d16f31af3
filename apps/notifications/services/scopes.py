"""What one person chose for one group alone: that no push of it lights up a screen, that no mail tells what is new there.

The page always tells. A mail that cannot wait (what was decided about somebody, a shift, a case) leaves all the same.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.notifications.currency import still_right
from apps.notifications.models import Notice, ScopeChoice
from apps.notifications.rules.digests import WAITS
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import as_chosen


def choice_of(user: User, scope: str) -> ScopeChoice:
    """Return what the person chose for this scope, or that they chose nothing, as a row that is not kept."""
    return ScopeChoice.objects.filter(user=user, scope=scope).first() or ScopeChoice(user=user, scope=scope)


def keep_choice(user: User, scope: str, *, no_mail: bool, no_push: bool) -> None:
    """From now on nothing of this scope leaves that way, what already waits included."""
    ScopeChoice.objects.update_or_create(user=user, scope=scope, defaults={"no_mail": no_mail, "no_push": no_push})


def unpushed() -> QuerySet[ScopeChoice]:
    return ScopeChoice.objects.filter(no_push=True)


def may_leave(notices: Iterable[Notice], way: Way) -> list[Notice]:
    """Return the notices that may leave by mail or by push: what they tell is still so, and their person lets it."""
    right = as_chosen(still_right(notices, way), way)
    choices = unpushed() if way is Way.PUSH else ScopeChoice.objects.filter(no_mail=True)
    people = {notice.user_id for notice in right}
    held = set(choices.filter(user__in=people).values_list("user_id", "scope"))
    return [notice for notice in right if (notice.user_id, notice.scope) not in held or not _waits(notice, way)]


def _waits(notice: Notice, way: Way) -> bool:
    return way is Way.PUSH or notice.kind in WAITS
