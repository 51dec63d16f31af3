"""Me: how I want things here. One page; every row opens where it stands and is kept by itself."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts import sections
from apps.accounts.countries import country_name
from apps.accounts.forms import CountryForm, DiscreetForm, LanguageForm, TimeZoneForm
from apps.accounts.models import User
from apps.accounts.requests import PersonRequest
from apps.accounts.rules.time_zones import place_of, present_name
from apps.accounts.services import preferences
from apps.accounts.services.clocks import time_there
from apps.accounts.services.passkeys import list_passkeys
from apps.accounts.services.sessions import list_sessions
from apps.accounts.services.standing import has_code_app


@login_required
@require_safe
def me(request: PersonRequest) -> HttpResponse:
    return render(request, "accounts/me.html", _context(request))


@login_required
@require_POST
def language(request: PersonRequest) -> HttpResponse:
    def keep(user: User, answers: dict[str, Any]) -> None:
        preferences.set_language(user, answers["language"])
        translation.activate(answers["language"])

    return _answer(request, "language_form", LanguageForm(request.POST), keep)


@login_required
@require_POST
def time_zone(request: PersonRequest) -> HttpResponse:
    def keep(user: User, answers: dict[str, Any]) -> None:
        preferences.set_time_zone(user, answers["time_zone"])

    return _answer(request, "time_zone_form", TimeZoneForm(request.POST), keep)


@login_required
@require_POST
def discretion(request: PersonRequest) -> HttpResponse:
    def keep(user: User, answers: dict[str, Any]) -> None:
        preferences.set_discreet(user, is_discreet=answers["is_discreet"])

    return _answer(request, "discreet_form", DiscreetForm(request.POST), keep)


@login_required
@require_POST
def country(request: PersonRequest) -> HttpResponse:
    def keep(user: User, answers: dict[str, Any]) -> None:
        preferences.set_country(user, answers["country"])

    return _answer(request, "country_form", CountryForm(request.POST), keep)


def _answer(
    request: PersonRequest, name: str, form: forms.Form, keep: Callable[[User, dict[str, Any]], None]
) -> HttpResponse:
    if not form.is_valid():
        return render(request, "accounts/me.html", _context(request) | {name: form})
    keep(request.user, form.cleaned_data)
    messages.success(request, gettext("That is kept."))
    return redirect("accounts:me")


def _context(request: PersonRequest) -> dict[str, Any]:
    user = request.user
    zone = user.time_zone
    return {
        "language_form": LanguageForm(initial={"language": translation.get_language()}),
        "time_zone_form": TimeZoneForm(initial={"time_zone": present_name(zone)}),
        "discreet_form": DiscreetForm(initial={"is_discreet": "yes" if user.is_discreet else "no"}),
        "country_form": CountryForm(initial={"country": user.country}),
        "language": translation.get_language_info(translation.get_language() or "en")["name_local"],
        "clock": f"{place_of(zone)}, {time_there(zone)}" if zone else gettext("Not told"),
        "discretion": gettext("On") if user.is_discreet else gettext("Off"),
        "country": country_name(user.country) or gettext("Where my clock is"),
        "sessions": list_sessions(user, request.session.session_key),
        "has_code_app": has_code_app(user),
        "passkey_count": len(list_passkeys(user)),
        "sections": sections.render_sections(request),
    }
