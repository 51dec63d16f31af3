"""What every request and every answer passes: an id for the log, headers that protect, errors in words."""

import time
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.core.errors import DomainError, NotFound
from apps.core.request_ids import HEADER, chosen_id
from apps.core.typed_words import typed_words
from apps.core.wording import in_words

log = structlog.get_logger(__name__)

type View = Callable[[HttpRequest], HttpResponse]

FEEDS = "/feeds/"
# What somebody without an account reads by a secret link: who is signed in on that device makes no difference.
BY_LINK = "/shown/"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# The meeting room alone may ask for camera and microphone: its view replaces this header.
QUIET_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"


def request_id(get_response: View) -> View:
    """Bind one id to every log line of a request and send it back as `X-Request-ID`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = chosen_id(request.headers.get(HEADER, ""))
        with structlog.contextvars.bound_contextvars(request_id=chosen):
            started = time.monotonic()
            response = get_response(request)
            _log_request(request, response, time.monotonic() - started)
        response[HEADER] = chosen
        return response

    return middleware


def _log_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    # The route, not the path: a path may hold a token.
    match = request.resolver_match
    route = match.route if match else "none"
    log.info(
        "request",
        method=request.method,
        route=route,
        status=response.status_code,
        ms=round(seconds * 1000),
    )


def security_headers(get_response: View) -> View:
    """Keep answers out of shared caches and other origins, and take powerful features away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", QUIET_PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files have their own; a page that says there is no such file has not.
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def same_for_everybody(get_response: View) -> View:
    """Look at nobody's cookie for what is under /feeds/ or /shown/; shared caches may keep the former."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith((FEEDS, BY_LINK)):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        if request.path_info.startswith(FEEDS):
            response["Vary"] = "Accept-Language"
        return response

    return middleware


class domain_errors:  # noqa: N801 - listed beside function middleware
    """Turn a DomainError of a view into an answer in the form that was asked for; refuse what no page of ours is asked by."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        return _in_words(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, DomainError):
            return None
        return problem(request, exception)


def _in_words(request: HttpRequest, refusal: HttpResponseNotAllowed) -> HttpResponse:
    """Say it with a way back: after signing in people come to the address of a form that they had sent."""
    if wants_json(request):
        answer: HttpResponse = JsonResponse({"code": "not_allowed", "detail": ""}, status=refusal.status_code)
    else:
        answer = render(request, "405.html", status=refusal.status_code)
    answer["Allow"] = refusal["Allow"]
    return answer


def problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the error as JSON, as a fragment for htmx, or as a page; a NotFound looks like every other 404."""
    sentence = in_words(error)
    if wants_json(request):
        # How many seconds to wait, where the error knows it.
        wait = {"wait": error.values["wait"]} if "wait" in error.values else {}
        return JsonResponse({"code": error.code, "detail": sentence, **wait}, status=error.status)
    if isinstance(error, NotFound):
        return render(request, "404.html", {"typed": typed_words(request)}, status=404)
    page = "429.html" if error.status == HTTPStatus.TOO_MANY_REQUESTS else "errors/problem.html"
    template = "errors/_problem.html" if wants_fragment(request) else page
    return render(
        request,
        template,
        {"sentence": sentence, "code": error.code, "typed": typed_words(request)},
        status=error.status,
    )


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the caller asked for JSON rather than a page."""
    accept = request.headers.get("Accept", "")
    return request.content_type == "application/json" or ("application/json" in accept and "text/html" not in accept)


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks, for a part of a page to put in its place."""
    return request.headers.get("HX-Request") == "true"
