"""Planning a group's meetings: for whoever may plan; everybody else in the group reads when they are."""

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
from apps.meetings.services.agenda import entries_of
from apps.meetings.services.finding import find_planned_by, find_series
from apps.meetings.services.timetables import lines_of

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def group_meetings(request: GroupRequest) -> HttpResponse:
    """Show when the group meets; a POST plans another series."""
    if request.method != "POST":
        form = SeriesForm(group=request.group) if request.access.can(Permission.PLAN_MEETING) else None
        return _group_page(request, form)
    request.access.require(Permission.PLAN_MEETING)
    form = SeriesForm(request.POST, group=request.group)
    if not form.is_valid():
        return _group_page(request, form, status=422)
    planning.plan_series(request.access, form.plan())
    messages.success(request, gettext("It is planned. Everybody in the group can see it now."))
    return redirect("meetings:group_meetings", request.group.public_id)


def _group_page(request: GroupRequest, form: SeriesForm | None, status: int = 200) -> HttpResponse:
    found = Meeting.objects.visible_to(request.user).of_group(request.group).ahead().with_series()
    series = MeetingSeries.objects.filter(group=request.group).order_by("starts_on", "pk")
    context = {
        "group": request.group,
        "access": request.access,
        "entries": entries_of(found[:SHOWN], request.user),
        "series": lines_of(series) if form is not None else [],
        "form": form,
    }
    return render(request, "meetings/group_meetings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.PLAN_MEETING)
def series_change(request: GroupRequest, series_id: str) -> HttpResponse:
    """Show and change a whole series."""
    series = find_series(series_id, request.access)
    form = SeriesForm(request.POST if request.method == "POST" else None, group=request.group, series=series)
    if request.method == "POST" and form.is_valid():
        planning.change_series(request.access, series, form.plan())
        messages.success(request, gettext("It is changed. Whoever was coming to a meeting that moved is told."))
        return redirect("meetings:group_meetings", request.group.public_id)
    context = {"group": request.group, "series": series, "form": form}
    return render(request, "meetings/series.html", context, status=422 if form.is_bound else 200)


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
    if request.method == "POST" and form.is_valid():
        planning.change_meeting(access, meeting, starts_at=form.starts_at, own_title=form.cleaned_data["own_title"])
        messages.success(request, gettext("It is changed. If it moved, whoever was coming is told."))
        return redirect("meetings:meeting", meeting.public_id)
    context = {"meeting": meeting, "series": meeting.series, "group": meeting.group, "form": form}
    return render(request, "meetings/change.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def meeting_cancel(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Cancel one meeting alone."""
    meeting, access = find_planned_by(meeting_id, person_of(request))
    planning.cancel_meeting(access, meeting)
    messages.success(request, gettext("It is cancelled. Whoever was coming is told."))
    return redirect("meetings:meeting", meeting.public_id)
