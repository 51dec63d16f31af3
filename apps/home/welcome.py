"""The first page after sign-up: three quiet questions, and from there to where the person was going."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from apps.accounts.adapter import WELCOME_NEXT_KEY
from apps.accounts.requests import PersonRequest, visitor_zone
from apps.accounts.services import preferences
from apps.groups.services.interests import set_interests
from apps.home.forms import WelcomeForm


@login_required
def welcome(request: PersonRequest) -> HttpResponse:
    """Ask, keep what was answered, and go on; "pass on all three" keeps nothing and goes on too."""
    if request.method == "POST" and "pass" in request.POST:
        return _go_on(request, [])
    form = WelcomeForm(request.POST if request.method == "POST" else None, found_zone=visitor_zone(request))
    if request.method == "POST" and form.is_valid():
        _keep(request, form)
        return _go_on(request, [topic.slug for topic in form.cleaned_data["topics"]])
    return render(request, "home/welcome.html", {"form": form})


def _keep(request: PersonRequest, form: WelcomeForm) -> None:
    answers = form.cleaned_data
    set_interests(request.user, answers["topics"])
    if form.chosen_zone:
        preferences.set_time_zone(request.user, form.chosen_zone)
    if answers["is_discreet"] is not None:
        preferences.set_discreet(request.user, is_discreet=answers["is_discreet"])


def _go_on(request: PersonRequest, topics: list[str]) -> HttpResponse:
    preferences.finish_welcome(request.user)
    target = request.session.pop(WELCOME_NEXT_KEY, "")
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    finder = reverse("groups:finder")
    return HttpResponseRedirect(f"{finder}?{urlencode({'topic': topics}, doseq=True)}" if topics else finder)
