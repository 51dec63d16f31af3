"""Tags about what a person was told."""

from datetime import datetime

from django import template
from django.template import Context
from django.utils import timezone

from apps.notifications.services.sending import unread_of

register = template.Library()


@register.simple_tag(takes_context=True)
def has_unread_notices(context: Context) -> bool:
    """Tell whether the signed-in person has something unread: `{% has_unread_notices as is_unread %}`."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return False
    return unread_of(user.pk).exists()


@register.filter
def moment(written: str) -> datetime | None:
    """Return the moment that an ISO 8601 text names, by the reader's clock; None for anything else."""
    try:
        return timezone.localtime(datetime.fromisoformat(written))
    except (TypeError, ValueError):
        return None
