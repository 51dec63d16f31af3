"""Whom one can call on: asked while somebody writes "@" and the beginning of an alias."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from apps.core.errors import Invalid
from apps.messaging.rules.screening import is_text
from apps.messaging.services.mentions import complete_alias
from apps.messaging.views.support import entered


@require_safe
def aliases(request: HttpRequest, room_id: str) -> JsonResponse:
    """Give a few members of the room whose alias begins like `q`; a newcomer has no directory and hears so."""
    room, access = entered(request, room_id)
    beginning = request.GET.get("q", "").strip()
    if not is_text(beginning):
        raise Invalid
    found = complete_alias(room, access, beginning)
    return JsonResponse({"members": [{"id": member.public_id, "alias": member.alias} for member in found]})
