"""The way from a notice to the words it tells of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from apps.accounts.requests import person_of
from apps.messaging.services.finding import find_message
from apps.messaging.services.reaching import first_words_for
from apps.messaging.views.places import page_of_message, page_of_room
from apps.messaging.views.support import entered


@require_safe
def words_for_me(request: HttpRequest, room_id: str) -> HttpResponse:
    """Lead to the first words in the room that are for this person and unread, or to the room."""
    room, access = entered(request, room_id)
    message = first_words_for(access, room)
    return redirect(page_of_message(message) if message else page_of_room(room))


@require_safe
def place(request: HttpRequest, message_id: str) -> HttpResponse:
    """Lead to where a message stands."""
    message, _access = find_message(message_id, person_of(request))
    return redirect(page_of_message(message))
