"""I need help now: one tap, open to everybody, signed in or not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from apps.accounts.countries import by_name, country_name
from apps.accounts.models import SiteSettings
from apps.care.lines import lines_for
from apps.care.models import Helpline
from apps.care.rules.countries import country_of_languages, first_country


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show whom to call in the person's country, and what helps for the next two minutes."""
    country = _country(request)
    helplines = list(Helpline.objects.filter(country=country))
    page: dict[str, Any] = {
        "country": country,
        "country_name": country_name(country),
        "emergency": [line for line in helplines if line.is_emergency],
        "helplines": [(line, _languages(line)) for line in helplines if not line.is_emergency],
        "countries": _others(country),
        "is_choosing": "choose" in request.GET or not helplines,
        "lines": lines_for(request),
    }
    return render(request, "care/help.html", page)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the worker that keeps this page for when there is no connection; its scope is this page alone."""
    response = render(request, "care/service-worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _country(request: HttpRequest) -> str:
    tags = [tag for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return first_country(
        request.GET.get("country", ""),
        getattr(request.user, "country", ""),
        country_of_languages(tags),
        SiteSettings.load().default_country,
    )


def _others(country: str) -> list[tuple[str, str]]:
    codes = Helpline.objects.exclude(country=country).order_by("country").values_list("country", flat=True).distinct()
    return by_name(codes)


def _languages(helpline: Helpline) -> str:
    return ", ".join(_language(code) for code in helpline.languages.split())


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
