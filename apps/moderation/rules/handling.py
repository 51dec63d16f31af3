"""Who may handle a report: pure."""

from collections.abc import Collection
from dataclasses import dataclass

from apps.groups.permissions import Role, rank_of


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a report touches: memberships by key, nobody for who is gone, and the rank of the one it is about."""

    reporter_id: int | None
    reported_id: int | None
    reported_rank: int = 0

    @property
    def members(self) -> frozenset[int]:
        return frozenset({self.reporter_id or 0, self.reported_id or 0}) - {0}


def may_handle(
    membership_id: int, roles: frozenset[Role], parties: Parties, blocks: Collection[tuple[int, int]] = ()
) -> bool:
    """Tell whether somebody who looks after the group may handle the report; `blocks` are (blocker, blocked).

    Not their own, not one about themself or somebody of their rank. Not when they blocked either side: they are no
    longer impartial; and not when the reporter blocked them, who need not confide in them. A block by the reported
    takes nobody away: whoever blocks all moderators would otherwise choose who judges them.
    """
    if membership_id in parties.members or rank_of(roles) <= parties.reported_rank:
        return False
    if (parties.reporter_id, membership_id) in blocks:
        return False
    return not any((membership_id, other) in blocks for other in parties.members)
