"""What the template `_composer.html` needs, for every page of a room in which somebody may write."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.core.errors import DomainError
from apps.core.public_ids import new_public_id
from apps.core.wording import in_words
from apps.groups.permissions import GroupAccess, Permission
from apps.messaging.errors import Question
from apps.messaging.models import Message, Room, UnsentDraft
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.screening import longest_body
from apps.messaging.rules.viewing import View
from apps.messaging.services.company import is_heard
from apps.messaging.services.drafts import draft_of, version_of
from apps.messaging.services.opening import may_write
from apps.messaging.services.posting import Draft
from apps.messaging.services.preferences import preference_of
from apps.messaging.services.slowing import pace_of
from apps.messaging.services.wall import kinds_in


def composer_of(  # noqa: PLR0913 - each of them changes what is in it
    request: HttpRequest,
    room: Room,
    access: GroupAccess,
    view: View,
    *,
    draft: Draft | None = None,
    problem: DomainError | None = None,
    thread: Message | None = None,
) -> dict[str, Any]:
    """Return what is in the composer (what could not be sent before what was kept) and how one may write here.

    `thread` is the post on the wall that is answered.
    """
    kept = draft_of(room, access, thread.public_id if thread else "")
    begun = draft or kept
    return {
        "writing": may_write(view, timezone.get_current_timezone_name()),
        "draft": begun,
        "draft_version": version_of(kept),
        "pace": pace_of(room, access),
        "is_unhurried": is_overseer(access),
        "preference": preference_of(access),
        "may_complete": access.can(Permission.SEE_MEMBERS) and room.kind != Room.Kind.DIRECT,
        "problem": in_words(problem) if problem else "",
        "must_confirm": isinstance(problem, Question),
        "client_id": draft.client_id if draft else new_public_id(),
        "answered": _answered(request, room, access, begun),
        "kinds": kinds_in(room),
        "company": "company" in request.GET,
        "is_heard": room.kind != Room.Kind.DIRECT and is_heard(room.group, access.membership_id or 0),
        "longest": longest_body(room.kind),
        "thread": thread.public_id if thread else draft.thread if draft else "",
    }


def _answered(
    request: HttpRequest, room: Room, access: GroupAccess, begun: Draft | UnsentDraft | None
) -> Message | None:
    """Return the message that is answered, where an address, a form or a draft names one that can be seen."""
    wanted = request.GET.get("reply_to", "") or (begun.reply_to if begun else "")
    if not wanted or "\0" in wanted:
        return None
    found = Message.objects.filter(room=room, public_id=wanted, state=Message.State.VISIBLE)
    return found.visible_to(access).with_people().first()
