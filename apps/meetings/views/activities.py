"""Activities: what members of a group offer one another."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.wording import in_words
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view
from apps.meetings.errors import TooManyActivities
from apps.meetings.forms import ActivityForm
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.services import activities as offering
from apps.meetings.services import series as planning
from apps.meetings.services.agenda import entries_of
from apps.meetings.services.finding import find_own_activity
from apps.meetings.services.timetables import ahead_of, lines_of
from apps.meetings.views.support import as_it_stands, is_kept, previewed

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def activities(request: GroupRequest) -> HttpResponse:
    """Show what members offer; a POST offers something, or with `?preview` shows its next dates."""
    if request.method != "POST":
        form = _form(request) if offering.may_offer(request.access, request.group) else None
        return _page(request, form)
    offering.require_may_offer(request.access, request.group)
    form = _form(request)
    if "preview" in request.GET:
        return previewed(request, form, partial(_page, request, form))
    if not (form.is_valid() and _is_offered(request, form)):
        return _page(request, form)
    messages.success(request, gettext("It is there. Members of the group can see it now, the place only who says yes."))
    return redirect("meetings:activities", request.group.public_id)


def _is_offered(request: GroupRequest, form: ActivityForm) -> bool:
    try:
        offering.offer_activity(request.access, request.group, form.plan())
    except TooManyActivities as error:
        form.add_error(None, in_words(error))
        return False
    return True


def _form(request: GroupRequest, series: MeetingSeries | None = None) -> ActivityForm:
    data = request.POST if request.method == "POST" else None
    return ActivityForm(data, group=request.group, offerer=request.access.membership_public_id, series=series)


def _page(request: GroupRequest, form: ActivityForm | None, preview: Any = None) -> HttpResponse:
    offered = Meeting.objects.visible_to(request.user).of_group(request.group).exclude(series__offered_by=None)
    own = offering.offered_by(request.access.membership_id or 0).order_by("starts_on", "pk")
    context = {
        "group": request.group,
        "access": request.access,
        "entries": entries_of(offered.ahead().with_series()[:SHOWN], request.user),
        "own": lines_of(own),
        "form": form,
        "preview": preview,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "meetings/activities.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.OFFER_ACTIVITY)
def activity_change(request: GroupRequest, series_id: str) -> HttpResponse:
    """Show and change one's own activity as a whole."""
    series = find_own_activity(series_id, request.access)
    form = _form(request, series)
    page = partial(_change_page, request, form)
    if "preview" in request.GET and form.is_bound:
        return previewed(request, form, page)
    if is_kept(
        form,
        lambda: planning.change_series(request.access, series, form.plan(), seen=form.cleaned_data["seen"]),
        lambda: planning.state_of(find_own_activity(series_id, request.access)),
    ):
        messages.success(request, gettext("It is changed. Whoever was coming is told."))
        return redirect("meetings:activities", request.group.public_id)
    return page()


def _change_page(request: GroupRequest, form: ActivityForm, preview: Any = None) -> HttpResponse:
    series = form.series
    assert series is not None  # noqa: S101 - for the type checker
    context = {
        "group": request.group,
        "series": series,
        "line": lines_of([series])[0],
        "ahead": ahead_of(series),
        "form": form,
        "preview": preview or as_it_stands(request, form),
    }
    return render(request, "meetings/activity.html", context, status=422 if form.errors else 200)


@require_POST
@group_view(Permission.OFFER_ACTIVITY)
def activity_end(request: GroupRequest, series_id: str) -> HttpResponse:
    """Cancel what lies ahead of one's own activity."""
    planning.end_series(request.access, find_own_activity(series_id, request.access))
    messages.success(request, gettext("It does not take place any more. Whoever was coming is told."))
    return redirect("meetings:activities", request.group.public_id)
