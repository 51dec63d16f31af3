"""What somebody added, changed or deleted in the administration: the log says so, too."""

from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry

from apps.accounts.models import User
from apps.accounts.services.handles import account_mark
from apps.moderation.services.audit import record_for_site

CODES = {ADDITION: "admin.added", CHANGE: "admin.changed", DELETION: "admin.deleted"}


def keep_change(sender: type[LogEntry], instance: LogEntry, created: bool, **_: Any) -> None:  # noqa: ARG001, FBT001 - a signal's
    """The log has a line about it, in the same transaction: which row and which fields, and not what stands in them.

    An account stands there by its mark; so the line, and its words, belong to that person.
    """
    if created:
        kind = instance.content_type
        is_account = kind is not None and kind.model_class() is User
        name = "" if is_account else instance.object_repr
        words = ". ".join(filter(None, (kind.model if kind else "", name, instance.get_change_message())))
        target = account_mark(int(instance.object_id or 0)) if is_account else ""
        record_for_site(instance.user_id, CODES[instance.action_flag], words, target=target)
