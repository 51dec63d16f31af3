"""Tags about what the site says to everybody."""

from typing import Any

from django import template
from django.template.context import RequestContext

from apps.moderation.services.announcements import announcements_for

register = template.Library()


@register.inclusion_tag("moderation/_announcements.html", takes_context=True)
def announcements(context: RequestContext) -> dict[str, Any]:
    """Show what the reader should know now, each with a way to put it away for whoever is signed in."""
    request = context["request"]
    user = request.user
    return {"announcements": announcements_for(user), "is_own": user.is_authenticated, "back": request.get_full_path()}
