"""What is somebody's own; what is another's is not there."""

from django.db.models import Model

from apps.accounts.models import User
from apps.core.errors import NotFound


def find_own[Row: Model](model: type[Row], user: User, public_id: str, *, to_change: bool = False) -> Row:
    """Return this person's row; with `to_change` it is locked. Raises NotFound for what is missing or another's."""
    rows = model._default_manager.filter(user=user, public_id=public_id)  # noqa: SLF001 - documented by Django
    found = (rows.select_for_update(no_key=True) if to_change else rows).first()
    if found is None:
        raise NotFound
    return found
