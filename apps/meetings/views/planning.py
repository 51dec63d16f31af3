"""Planning a group's meetings: for whoever may plan; everybody else in the group reads when they are."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import person_of
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view
from apps.meetings.forms import OccurrenceForm, SeriesForm
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.services import series as planning
from apps.meetings.services import single_meetings
from apps.meetings.services.agenda import entries_of
from apps.meetings.services.finding import find_planned_by, find_series
from apps.meetings.services.timetables import ahead_of, lines_of
from apps.meetings.views.support import as_it_stands, is_kept, previewed

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def group_meetings(request: GroupRequest) -> HttpResponse:
    """Show when the group meets; a POST plans another series, or with `?preview` shows its next dates."""
    if request.method != "POST":
        form = SeriesForm(group=request.group) if request.access.can(Permission.PLAN_MEETING) else None
        return _group_page(request, form)
    request.access.require(Permission.PLAN_MEETING)
    form = SeriesForm(request.POST, group=request.group)
    if "preview" in request.GET:
        return previewed(request, form, partial(_group_page, request, form))
    if not form.is_valid():
        return _group_page(request, form)
    planning.plan_series(request.access, form.plan())
    messages.success(request, gettext("It is planned. Everybody in the group can see it now."))
    return redirect("meetings:group_meetings", request.group.public_id)


def _group_page(request: GroupRequest, form: SeriesForm | None, preview: Any = None) -> HttpResponse:
    planned = Meeting.objects.visible_to(request.user).of_group(request.group).filter(series__offered_by=None)
    found = planned.ahead().with_series()
    series = MeetingSeries.objects.filter(group=request.group, offered_by=None).order_by("starts_on", "pk")
    context = {
        "group": request.group,
        "access": request.access,
        "entries": entries_of(found[:SHOWN], request.user),
        "series": lines_of(series) if form is not None else [],
        "form": form,
        "preview": preview,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "meetings/group_meetings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.PLAN_MEETING)
def series_change(request: GroupRequest, series_id: str) -> HttpResponse:
    """Show and change a whole series."""
    series = find_series(series_id, request.access)
    form = SeriesForm(request.POST if request.method == "POST" else None, group=request.group, series=series)
    if "preview" in request.GET and form.is_bound:
        return previewed(request, form, partial(_series_page, request, form))
    if is_kept(
        form,
        lambda: planning.change_series(request.access, series, form.plan(), seen=form.cleaned_data["seen"]),
        lambda: planning.state_of(find_series(series_id, request.access)),
    ):
        messages.success(request, gettext("It is changed. Whoever was coming is told."))
        return redirect("meetings:group_meetings", request.group.public_id)
    return _series_page(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_following(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Show and change this meeting and all that follow."""
    meeting, access = find_planned_by(meeting_id, person_of(request))
    access.require(Permission.PLAN_MEETING)
    # An activity is changed as a whole, on its own page.
    find_series(meeting.series.public_id, access)
    form = SeriesForm(request.POST if request.method == "POST" else None, group=meeting.group, meeting=meeting)
    if "preview" in request.GET and form.is_bound:
        return previewed(request, form, partial(_series_page, request, form, meeting=meeting))
    if is_kept(
        form,
        lambda: planning.change_following(access, meeting, form.plan(), seen=form.cleaned_data["seen"]),
        lambda: planning.state_of(_anew(meeting).series),
    ):
        messages.success(request, gettext("From this meeting on it is changed. Whoever was coming is told."))
        return redirect("meetings:group_meetings", meeting.group.public_id)
    return _series_page(request, form, meeting=meeting)


def _series_page(
    request: HttpRequest, form: SeriesForm, preview: Any = None, meeting: Meeting | None = None
) -> HttpResponse:
    series = form.series
    assert series is not None  # noqa: S101 - for the type checker
    context = {
        "group": series.group,
        "series": series,
        "line": lines_of([series])[0],
        "ahead": [] if meeting else ahead_of(series),
        "meeting": meeting,
        "form": form,
        "preview": preview or as_it_stands(request, form),
    }
    return render(request, "meetings/series.html", context, status=422 if form.errors else 200)


def _anew(meeting: Meeting) -> Meeting:
    meeting.refresh_from_db()
    return meeting


@require_POST
@group_view(Permission.PLAN_MEETING)
def series_end(request: GroupRequest, series_id: str) -> HttpResponse:
    """Cancel what lies ahead of a series and plan nothing more."""
    planning.end_series(request.access, find_series(series_id, request.access))
    messages.success(request, gettext("This series is over. Whoever was coming is told."))
    return redirect("meetings:group_meetings", request.group.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Show and change one meeting alone."""
    meeting, access = find_planned_by(meeting_id, person_of(request))
    form = OccurrenceForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if is_kept(
        form,
        lambda: single_meetings.change_meeting(access, meeting, form.plan(), seen=form.cleaned_data["seen"]),
        lambda: single_meetings.state_of(_anew(meeting)),
    ):
        messages.success(request, gettext("It is changed. Whoever was coming is told."))
        return redirect("meetings:meeting", meeting.public_id)
    context = {"meeting": meeting, "series": meeting.series, "group": meeting.group, "form": form}
    return render(request, "meetings/change.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def meeting_cancel(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Cancel one meeting alone."""
    meeting, access = find_planned_by(meeting_id, person_of(request))
    single_meetings.cancel_meeting(access, meeting)
    messages.success(request, gettext("It is cancelled. Whoever was coming is told."))
    return redirect("meetings:meeting", meeting.public_id)


@login_required
@require_POST
def meeting_restore(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Bring a cancelled meeting back."""
    meeting, access = find_planned_by(meeting_id, person_of(request))
    single_meetings.restore_meeting(access, meeting)
    messages.success(request, gettext("It takes place after all. Whoever had said yes is told."))
    return redirect("meetings:meeting", meeting.public_id)
