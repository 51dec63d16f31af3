"""The pages shown when something did not work: in words, with a way back."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext

from apps.core.middleware import wants_json
from apps.core.pool import forget_pooled_connections, has_lost_connection
from apps.core.typed_words import typed_words

RETRY_AFTER = 30  # seconds


def _answer(request: HttpRequest, status: int, code: str, detail: str = "") -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": code, "detail": detail}, status=status)
    return render(request, f"{status}.html", {"typed": typed_words(request)}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that it could not be read, or that it was more than a form may hold; nothing of it was read then."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return _answer(request, 413, "too_large", gettext("That was more than fits at once. Nothing was sent."))
    return _answer(request, 400, "bad_request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "not_permitted")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say so exactly as where a rule of ours finds nothing (`apps.core.middleware.problem`)."""
    return _answer(request, 404, "not_found")


def broken(request: HttpRequest) -> HttpResponse:
    """Say that we broke something, or that the database is away for a while.

    Needs neither the database nor a context processor. Django calls it while the exception is at hand, whichever
    middleware or view it came from.
    """
    error = sys.exception()
    if isinstance(error, (OperationalError, InterfaceError)):
        if has_lost_connection(error):
            forget_pooled_connections()
        return _without_database(request, 503, "unavailable", headers={"Retry-After": str(RETRY_AFTER)})
    return _without_database(request, 500, "broken")


def _without_database(request: HttpRequest, status: int, code: str, **answer: Any) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": code, "detail": ""}, status=status, **answer)
    return HttpResponse(loader.get_template(f"{status}.html").render({}), status=status, **answer)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Explain a form that was open too long, and give back what was typed: the page before this one may be empty."""
    if wants_json(request):
        return JsonResponse({"code": "csrf", "detail": ""}, status=403)
    return render(request, "403_csrf.html", {"typed": typed_words(request)}, status=403)
