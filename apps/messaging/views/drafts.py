"""What is in a composer and not sent: kept for the person's other devices, or shown as it would look."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import Invalid
from apps.core.middleware import wants_json
from apps.messaging.errors import DraftElsewhere
from apps.messaging.models import UnsentDraft
from apps.messaging.services.drafts import Unsent, draft_of, keep_draft, version_of
from apps.messaging.services.mentions import preview_of
from apps.messaging.views.places import page_of_room, page_of_thread
from apps.messaging.views.support import entered


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, room_id: str) -> HttpResponse:
    """Give the person's draft in a room, or keep it; a newer one of another page is answered with 409 and itself."""
    room, access = entered(request, room_id)
    thread = request.GET.get("thread", "")
    if "\0" in thread:
        raise Invalid
    if request.method != "POST":
        return JsonResponse(_described(draft_of(room, access, thread)))
    try:
        kept = keep_draft(room, access, _unsent(request, thread))
    except DraftElsewhere as error:
        if not wants_json(request):
            raise
        return JsonResponse({"code": error.code, **_described(draft_of(room, access, thread))}, status=error.status)
    if wants_json(request):
        return JsonResponse({"version": version_of(kept)})
    return redirect(page_of_thread(room, thread) if thread else page_of_room(room))


@require_POST
def preview(request: HttpRequest, room_id: str) -> HttpResponse:
    """Show how words would look, to their author alone; nothing is kept."""
    room, access = entered(request, room_id)
    return render(request, "messaging/_preview.html", {"html": preview_of(room, access, request.POST.get("body", ""))})


def _unsent(request: HttpRequest, thread: str) -> Unsent:
    fields = {name: request.POST.get(name, "") for name in ("body", "kind", "content_note", "reply_to", "known")}
    if any("\0" in fields[name] for name in ("kind", "reply_to", "known")):
        raise Invalid
    fields["kind"] = fields["kind"] or "plain"
    return Unsent(**fields, thread=thread)


def _described(found: UnsentDraft | None) -> dict[str, Any]:
    if found is None:
        return {"version": "", "body": "", "kind": "plain", "content_note": "", "reply_to": ""}
    words = {name: getattr(found, name) for name in ("body", "kind", "content_note", "reply_to")}
    return {"version": version_of(found), **words}
