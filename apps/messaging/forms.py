"""What is posted to a room over HTTP, by a form or as JSON; the same fields as on the socket."""

import json
from typing import Any

from django.http import HttpRequest

from apps.core.errors import Invalid
from apps.messaging.services.posting import Draft

FIELDS = ("client_id", "body", "kind", "content_note", "reply_to")


def draft_from(request: HttpRequest, user_id: int, room_id: str) -> Draft:
    """Return what the person wants to say. Raises Invalid for anything but texts; rules about them come later."""
    given = _json(request) if request.content_type == "application/json" else request.POST
    fields: dict[str, Any] = {name: given.get(name) or "" for name in FIELDS}
    if not all(isinstance(value, str) for value in fields.values()):
        raise Invalid
    if any("\0" in fields[name] for name in ("client_id", "kind", "reply_to")):
        raise Invalid
    fields["kind"] = fields["kind"] or "plain"
    return Draft(user_id, room_id, **fields)


def whole_number(text: str | None) -> int | None:
    """Return a number in an address, or None when it is not there. Raises Invalid for anything else."""
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Invalid
    return int(text)


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Invalid from error
    if not isinstance(given, dict):
        raise Invalid
    return given
