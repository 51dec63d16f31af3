"""Planning a group's meetings: for whoever may plan; everybody else in the group reads when they are."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import person_of
from apps.core.middleware import wants_fragment
from apps.core.wording import in_words
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view
from apps.meetings.errors import ChangedMeanwhile
from apps.meetings.forms import OccurrenceForm, SeriesForm
from apps.meetings.forms.fields import SeenForm
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.services import series as planning
from apps.meetings.services import single_meetings
from apps.meetings.services.agenda import entries_of, reader_zone
from apps.meetings.services.finding import find_planned_by, find_series
from apps.meetings.services.timetables import ahead_of, lines_of, preview_of

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
        return _previewed(request, form, partial(_group_page, request, form))
    if not form.is_valid():
        return _group_page(request, form)
    planning.plan_series(request.access, form.plan())
    messages.success(request, gettext("It is planned. Everybody in the group can see it now."))
    return redirect("meetings:group_meetings", request.group.public_id)


def _group_page(request: GroupRequest, form: SeriesForm | None, preview: Any = None) -> HttpResponse:
    found = Meeting.objects.visible_to(request.user).of_group(request.group).ahead().with_series()
    series = MeetingSeries.objects.filter(group=request.group).order_by("starts_on", "pk")
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
        return _previewed(request, form, partial(_series_page, request, form))
    if _is_kept(
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
    form = SeriesForm(request.POST if request.method == "POST" else None, group=meeting.group, meeting=meeting)
    if "preview" in request.GET and form.is_bound:
        return _previewed(request, form, partial(_series_page, request, form, meeting=meeting))
    if _is_kept(
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
        "preview": preview or _as_it_stands(request, form),
    }
    return render(request, "meetings/series.html", context, status=422 if form.errors else 200)


def _is_kept(form: SeenForm, change: Callable[[], object], state_now: Callable[[], str]) -> bool:
    """Make the change, if the form is filled in for one; where another was made meanwhile, the form says so."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        change()
    except ChangedMeanwhile as error:
        form.look_again(in_words(error), state_now())
        return False
    return True


def _anew(meeting: Meeting) -> Meeting:
    meeting.refresh_from_db()
    return meeting


def _previewed(request: HttpRequest, form: SeriesForm, page: Callable[..., HttpResponse]) -> HttpResponse:
    """Show the next dates of what is filled in: below the form that asks for them while one types, or in its page."""
    preview = preview_of(form.draft(), reader_zone(person_of(request))) if form.look_at_dates() else None
    if not wants_fragment(request):
        return page(preview=preview)
    return render(request, "meetings/_next_dates.html", {"form": form, "preview": preview})


def _as_it_stands(request: HttpRequest, form: SeriesForm) -> Any:
    shown = None if form.is_bound else form.as_it_stands()
    return preview_of(shown, reader_zone(person_of(request))) if shown else None


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
    if _is_kept(
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
