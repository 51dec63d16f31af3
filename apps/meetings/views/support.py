"""What several views of meetings begin or end with."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.requests import person_of
from apps.core.middleware import wants_fragment
from apps.core.wording import in_words
from apps.meetings.errors import ChangedMeanwhile
from apps.meetings.forms import SeriesForm
from apps.meetings.forms.fields import SeenForm
from apps.meetings.services.agenda import reader_zone
from apps.meetings.services.timetables import preview_of


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Return the page of this site that the form names as the one it stood on, or the other."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def is_kept(form: SeenForm, change: Callable[[], object], state_now: Callable[[], str]) -> bool:
    """Make the change, if the form is filled in for one; where another was made meanwhile, the form says so."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        change()
    except ChangedMeanwhile as error:
        form.look_again(in_words(error), state_now())
        return False
    return True


def previewed(request: HttpRequest, form: SeriesForm, page: Callable[..., HttpResponse]) -> HttpResponse:
    """Show the next dates of what is filled in: below the form that asks for them while one types, or in its page."""
    preview = preview_of(form.draft(), reader_zone(person_of(request))) if form.look_at_dates() else None
    if not wants_fragment(request):
        return page(preview=preview)
    return render(request, "meetings/_next_dates.html", {"form": form, "preview": preview})


def as_it_stands(request: HttpRequest, form: SeriesForm) -> Any:
    """Return the next dates of the series that a form shows before anything is typed."""
    shown = None if form.is_bound else form.as_it_stands()
    return preview_of(shown, reader_zone(person_of(request))) if shown else None
