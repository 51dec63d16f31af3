"""I need help now: one tap, open to everybody, signed in or not."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.countries import by_name
from apps.care.lines import lines_for
from apps.care.models import Helpline
from apps.care.rules.exercises import EXERCISES
from apps.care.services.helplines import lines_of
from apps.care.views.support import country_here


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show whom to call in the person's country, and what helps for the next two minutes."""
    called = lines_of(country_here(request, request.GET.get("country", "")))
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
def exercises(request: HttpRequest) -> HttpResponse:
    """Lead to the list of them: it stands on the page of help."""
    return redirect(f"{reverse('care:help')}#ground")


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
    """Give the worker that keeps these pages for when there is no connection, and leads to them from every other."""
    addresses = [reverse("care:exercise", args=[name]) for name in EXERCISES]
    response = render(
        request, "care/service-worker.js", {"exercises": addresses}, content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


def _is_kept(request: HttpRequest) -> bool:
    """Tell whether the service worker asks: the page will be shown when nobody knows whether the person is signed in."""
    return "kept" in request.GET


def _others(country: str) -> list[tuple[str, str]]:
    codes = Helpline.objects.exclude(country=country).order_by("country").values_list("country", flat=True).distinct()
    return by_name(codes)
