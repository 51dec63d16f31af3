"""I need help now: one tap, open to everybody, signed in or not."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from apps.accounts.countries import by_name
from apps.accounts.models import SiteSettings, User
from apps.care.lines import lines_for
from apps.care.models import Helpline
from apps.care.rules.countries import country_of_languages, first_country
from apps.care.rules.exercises import EXERCISES
from apps.care.services.helplines import country_of, lines_of


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show whom to call in the person's country, and what helps for the next two minutes."""
    called = lines_of(_country(request))
    page: dict[str, Any] = {
        "called": called,
        "countries": _others(called.country),
        "is_choosing": "choose" in request.GET or not (called.emergency or called.helplines),
        "lines": lines_for(request),
        "exercises": EXERCISES,
        "is_kept": _is_kept(request),
    }
    return render(request, "care/help.html", page)


@require_safe
def exercise(request: HttpRequest, name: str) -> HttpResponse:
    """Show one thing to do for some minutes, in words that need neither sound nor motion nor script."""
    if name not in EXERCISES:
        raise Http404
    others = {other: title for other, title in EXERCISES.items() if other != name}
    page = {"others": others, "is_kept": _is_kept(request)}
    return render(request, f"care/exercises/{name}.html", page)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the worker that keeps these pages for when there is no connection; its scope is these pages alone."""
    addresses = [reverse("care:exercise", args=[name]) for name in EXERCISES]
    response = render(
        request, "care/service-worker.js", {"exercises": addresses}, content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response


def _is_kept(request: HttpRequest) -> bool:
    """Tell whether the service worker asks: the page will be shown when nobody knows whether the person is signed in."""
    return "kept" in request.GET


def _country(request: HttpRequest) -> str:
    tags = [tag for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    asked, language = request.GET.get("country", ""), country_of_languages(tags)
    if isinstance(request.user, User):
        return first_country(asked, country_of(request.user, language))
    return first_country(asked, language, SiteSettings.load().default_country)


def _others(country: str) -> list[tuple[str, str]]:
    codes = Helpline.objects.exclude(country=country).order_by("country").values_list("country", flat=True).distinct()
    return by_name(codes)
