"""A message after it was said: answered quietly, changed, taken back. Each address is a page, and a form on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.requests import person_of
from apps.core.errors import DomainError, Invalid, NotFound
from apps.core.middleware import wants_fragment, wants_json
from apps.core.wording import in_words
from apps.messaging.errors import Question
from apps.messaging.forms import texts_from
from apps.messaging.models import Message
from apps.messaging.rules.screening import longest_body
from apps.messaging.services.editing import WORDS, NewWords, edit_message, find_own
from apps.messaging.services.finding import find_message, is_by
from apps.messaging.services.presenting import quiet_answers
from apps.messaging.services.reactions import answer_quietly, own_answers, who_answered
from apps.messaging.services.unsending import require_own, unsend_message
from apps.messaging.services.wall import kinds_in
from apps.messaging.views.places import page_of_message

SWITCH = {"1": True, "0": False}


@require_http_methods(["GET", "HEAD", "POST"])
def reactions(request: HttpRequest, message_id: str) -> HttpResponse:
    """Answer a message quietly or take that back; its author reads who answered."""
    person = person_of(request)
    if request.method == "POST":
        return _answer(request, person, message_id)
    message, access = find_message(message_id, person)
    page = {"message": message, "back": page_of_message(message)}
    if is_by(message, access):
        template = "messaging/answered.html#who" if wants_fragment(request) else "messaging/answered.html"
        return render(request, template, page | {"answered": who_answered(message, access)})
    return render(
        request, "messaging/answering.html", page | {"answers": quiet_answers(own_answers(person, message_id))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: HttpRequest, message_id: str) -> HttpResponse:
    """Change the words of one's own message."""
    person = person_of(request)
    if request.method != "POST":
        return _editing_page(request, find_own(message_id, person))
    words = texts_from(request, *WORDS)
    is_sure = bool(texts_from(request, "confirmed")["confirmed"])
    try:
        message = edit_message(person.pk, message_id, NewWords(**words, is_sure=is_sure))
    except DomainError as error:
        if wants_json(request) or error.status == NotFound.status:
            raise
        return _editing_page(request, find_message(message_id, person)[0], typed=words, problem=error)
    return _changed(request, message)


@require_http_methods(["GET", "HEAD", "POST"])
def unsending(request: HttpRequest, message_id: str) -> HttpResponse:
    """Take one's own message back, after asking once."""
    person = person_of(request)
    if request.method == "POST":
        return _changed(request, unsend_message(person.pk, message_id))
    message, access = find_message(message_id, person)
    require_own(message, access)
    return render(request, "messaging/unsending.html", {"message": message, "back": page_of_message(message)})


def _answer(request: HttpRequest, person: User, message_id: str) -> HttpResponse:
    given = texts_from(request, "kind", "present")
    is_present = SWITCH.get(given["present"] or "1")
    if is_present is None:
        raise Invalid
    mine = answer_quietly(person.pk, message_id, given["kind"] or "", is_present=is_present)
    if wants_json(request):
        return JsonResponse({"id": message_id, "mine": mine})
    return redirect(page_of_message(find_message(message_id, person)[0]))


def _changed(request: HttpRequest, message: Message) -> HttpResponse:
    if wants_json(request):
        fields = ("number", "change", "state")
        return JsonResponse({"id": message.public_id} | {name: getattr(message, name) for name in fields})
    return redirect(page_of_message(message))


def _editing_page(
    request: HttpRequest,
    message: Message,
    *,
    typed: dict[str, str | None] | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    given = {name: value for name, value in (typed or {}).items() if value is not None}
    page: dict[str, Any] = {
        "message": message,
        "words": {name: getattr(message, name) for name in WORDS} | given,
        "kinds": kinds_in(message.room),
        "longest": longest_body(message.room.kind),
        "problem": in_words(problem) if problem else "",
        "is_asked": isinstance(problem, Question),
        "back": page_of_message(message),
    }
    template = "messaging/editing.html#form" if wants_fragment(request) else "messaging/editing.html"
    return render(request, template, page, status=problem.status if problem else 200)
