"""Pictures beside words: taken in, described, taken out again, and given to whoever may see them."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import person_of
from apps.groups.permissions import GroupAccess
from apps.messaging.errors import NoPicture
from apps.messaging.models import Picture, Room
from apps.messaging.services.pictures import content_of, describe_picture, drop_picture, take_picture, visible_picture
from apps.messaging.services.posting import Draft
from apps.messaging.views.support import entered


@require_POST
def pictures(request: HttpRequest, room_id: str) -> HttpResponse:
    """Take in a picture that waits in a composer."""
    room, access = entered(request, room_id)
    file = request.FILES.get("picture")
    if file is None or file.size is None or file.file is None:
        raise NoPicture
    taken = take_picture(room, access, file.file, file.size, request.POST.get("description", ""))
    return JsonResponse(_described(taken), status=201)


@login_required
@require_safe
def picture(request: HttpRequest, picture_id: str) -> HttpResponse:
    """Give a picture; nothing of where it came from is left in it."""
    found = visible_picture(person_of(request), picture_id)
    response = HttpResponse(content_of(found), content_type="image/webp")
    # Opened by itself it is a picture and nothing else, whatever somebody put into its bytes.
    response["Content-Disposition"] = "inline; filename=picture.webp"
    return response


@require_POST
def picture_description(request: HttpRequest, picture_id: str) -> HttpResponse:
    """Keep what is to be seen in a picture."""
    return JsonResponse(
        _described(describe_picture(person_of(request), picture_id, request.POST.get("description", "")))
    )


@require_POST
def picture_removal(request: HttpRequest, picture_id: str) -> HttpResponse:
    """Forget a picture that was not sent."""
    drop_picture(person_of(request), picture_id)
    return HttpResponse(status=204)


def with_file(request: HttpRequest, room: Room, access: GroupAccess, draft: Draft) -> Draft:
    """Return the draft with the picture that came in the same form, as it does without JavaScript."""
    file = request.FILES.get("picture")
    if file is None or not file.size or file.file is None:
        return draft
    taken = take_picture(room, access, file.file, file.size, request.POST.get("picture_description", ""))
    return replace(draft, pictures=f"{draft.pictures} {taken.public_id}".strip())


def _described(found: Picture) -> dict[str, Any]:
    return {
        "id": found.public_id,
        "address": reverse("messaging:picture", args=[found.public_id]),
        "width": found.width,
        "height": found.height,
        "description": found.description,
    }
