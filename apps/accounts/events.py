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


@dataclass(frozen=True, slots=True)
class MailboxReplaced:
    """Whoever runs the server gave an account another e-mail because its mailbox was lost."""

    user_id: int
    by_id: int
    account: str  # As above.
    reason: str


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """Sessions of somebody have ended by a decision: the one with this mark, or all but it.

    One that runs out by itself is none of these.
    """

    user_id: int
    mark: str
    are_all_others: bool = False


@dataclass(frozen=True, slots=True)
class SessionRenewed:
    """A session goes on under another key: these are the marks of both."""

    user_id: int
    before: str
    after: str


type Listener = Callable[[SecondFactorRemoved], None]
type MailboxListener = Callable[[MailboxReplaced], None]
type SessionsListener = Callable[[SessionsEnded], None]
type RenewalListener = Callable[[SessionRenewed], None]

# Append to it in `AppConfig.ready`.
on_second_factor_removed: list[Listener] = []
on_mailbox_replaced: list[MailboxListener] = []
on_sessions_ended: list[SessionsListener] = []
on_session_renewed: list[RenewalListener] = []


def tell_second_factor_removed(event: SecondFactorRemoved) -> None:
    """Every listener has run; what one raises undoes the change."""
    for listener in on_second_factor_removed:
        listener(event)


def tell_mailbox_replaced(event: MailboxReplaced) -> None:
    """Every listener has run; what one raises undoes the change."""
    for listener in on_mailbox_replaced:
        listener(event)


def tell_sessions_ended(event: SessionsEnded) -> None:
    """Every listener has run; what one raises undoes the change."""
    for listener in on_sessions_ended:
        listener(event)


def tell_session_renewed(event: SessionRenewed) -> None:
    """Every listener has run; what one raises undoes the change."""
    for listener in on_session_renewed:
        listener(event)
