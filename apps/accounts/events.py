"""What happened to an account that apps above must hear of. Pure: one registers a listener in its `AppConfig.ready`.

Listeners run inside the transaction that made the change.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecondFactorRemoved:
    """Whoever runs the server took somebody's second factor away because it was lost."""

    user_id: int
    by_id: int
    account: str  # The mark that stands for the account in the audit log.
    reason: str


type Listener = Callable[[SecondFactorRemoved], None]

# Append to it in `AppConfig.ready`.
on_second_factor_removed: list[Listener] = []


def tell_second_factor_removed(event: SecondFactorRemoved) -> None:
    """Every listener has run; what one raises undoes the change."""
    for listener in on_second_factor_removed:
        listener(event)
