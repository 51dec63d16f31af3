"""Being gone: asked for, undone for a fortnight, then done everywhere, and done again after a restore."""

from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from apps.accounts.belongings import Leaving, erasers
from apps.accounts.models import Erasure, User
from apps.accounts.services import ledger
from apps.accounts.services.exports import drop_export
from apps.accounts.services.sessions import end_all_sessions

log = structlog.get_logger(__name__)

GRACE = timedelta(days=14)
# In a session: whose resting account it was shown to be, and when.
RESTING_KEY = "resting_account"


@transaction.atomic
def ask_erasure(user: User, *, takes_words: bool, now: datetime | None = None) -> Erasure:
    """The account rests from now on: signed out everywhere, no mail, no socket. After the grace it is gone.

    Asked again, the first day stays and the last choice about the words counts.
    """
    moment = now or timezone.now()
    asked = {"asked_at": moment, "due_at": moment + GRACE, "takes_words": takes_words}
    erasure, _is_new = Erasure.objects.update_or_create(
        user=user, defaults={"takes_words": takes_words}, create_defaults=asked
    )
    drop_export(user)
    user.is_active = False
    user.save(update_fields=["is_active"])  # A signal ends every session.
    return erasure


def resting(user_id: int, now: datetime | None = None) -> Erasure | None:
    """Return what this person asked for, while they may still undo it."""
    return Erasure.objects.select_related("user").filter(user=user_id, due_at__gt=now or timezone.now()).first()


@transaction.atomic
def take_back_erasure(user_id: int, now: datetime | None = None) -> bool:
    """The account is awake again, as it was; return whether there was anything to undo."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None or resting(user_id, now) is None:
        return False
    Erasure.objects.filter(user=user).delete()
    user.is_active = True
    user.save(update_fields=["is_active"])
    return True


def erase_due(*, now: datetime | None = None) -> int:
    """Whoever's grace is over is gone; return how many. One that fails keeps nobody else, and is tried again later."""
    due = Erasure.objects.filter(due_at__lte=now or timezone.now()).order_by("due_at")
    count = 0
    for user_id, takes_words in due.values_list("user", "takes_words"):
        try:
            erase(user_id, takes_words=takes_words)
        except (DatabaseError, OSError):
            log.exception("erasure_failed")
        else:
            count += 1
    return count


def erase(user_id: int, *, takes_words: bool) -> None:
    """Nothing leads to this person any more: each eraser first, then the account's row with all that hangs on it.

    Stopped at any place, it goes on from there when it is called again. The ledger is written before the last step, so
    that a restored database is never without a line that says who is to go.
    """
    leaving = Leaving(user_id, takes_words)
    for erase_part in erasers():
        erase_part(leaving)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            return
        drop_export(user)
        end_all_sessions(user)
        ledger.write_down(user, takes_words=takes_words)
        user.delete()
    log.info("account_erased")


def replay() -> int:
    """Whoever stands in the ledger and came back with a restored database is gone again; return how many."""
    entries = ledger.read()
    count = 0
    for user in User.objects.order_by("pk").iterator():
        entry = entries.get(ledger.mark_of(user))
        if entry is not None:
            erase(user.pk, takes_words=entry.takes_words)
            count += 1
    return count
