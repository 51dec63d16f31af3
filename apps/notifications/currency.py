"""Whether what a notice tells of is still so: asked of the apps above, which register in their `AppConfig.ready`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from apps.notifications.rules.kinds import Way

if TYPE_CHECKING:
    from apps.notifications.models import Notice

# Returns the notices (all of one kind) that are still right for their person, to be told this way.
type Check = Callable[[Sequence["Notice"], Way], list["Notice"]]

_checks: dict[str, Check] = {}


def register(kind: str, check: Check) -> None:
    """Ask `check` before a notice of this kind is shown or mailed."""
    _checks[kind] = check


def still_right(notices: Iterable["Notice"], way: Way) -> list["Notice"]:
    """Return the notices that may still be told this way, in their order; kinds that nobody looks after all may."""
    found = list(notices)
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in found:
        by_kind[notice.kind].append(notice)
    right = {
        notice.pk
        for kind, some in by_kind.items()
        for notice in (_checks[kind](some, way) if kind in _checks else some)
    }
    return [notice for notice in found if notice.pk in right]
