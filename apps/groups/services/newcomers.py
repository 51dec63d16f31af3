"""What newcomers post waits for a look: the effect alone. Who may, and why, is moderation's."""

from datetime import datetime

from apps.groups.models import Group


def hold_newcomers(group: Group, until: datetime | None) -> None:
    """Until then what newcomers post waits until somebody has looked, or appears at once again (None)."""
    group.newcomers_held_until = until
    group.save(update_fields=["newcomers_held_until"])
