"""The scripts of a group, for whoever plans its meetings; every change is a plain form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.meetings.forms.scripts import ScriptForm, StepForm, TitleForm
from apps.meetings.models import MeetingSeries, Script, Step
from apps.meetings.services import scripts as writing
from apps.meetings.services import words
from apps.meetings.services.scripts import find_script

PLANNERS = group_view(Permission.PLAN_MEETING)


@require_http_methods(["GET", "HEAD", "POST"])
@PLANNERS
def scripts(request: GroupRequest) -> HttpResponse:
    """Show the group's scripts; a POST begins another one."""
    form = ScriptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        script = writing.add_script(request.access, **form.cleaned_data)
        return redirect("meetings:script", request.group.public_id, script.public_id)
    found = Script.objects.filter(group=request.group).prefetch_related("steps").order_by("title", "pk")
    context = {"scripts": found, "form": form}
    return render_group(request, "meetings/scripts.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@PLANNERS
def script(request: GroupRequest, script_id: str) -> HttpResponse:
    """Show a script with its steps; a POST gives it another name."""
    found = find_script(script_id, request.access)
    if request.method != "POST":
        return _page(request, found)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, title=form)
    writing.rename_script(request.access, found, title=form.cleaned_data["title"])
    return _kept(request, found)


@require_POST
@PLANNERS
def script_remove(request: GroupRequest, script_id: str) -> HttpResponse:
    """Take a script away."""
    writing.remove_script(request.access, find_script(script_id, request.access))
    messages.success(request, gettext("The script is gone. Series that used it have none now."))
    return redirect("meetings:scripts", request.group.public_id)


@require_POST
@PLANNERS
def step_add(request: GroupRequest, script_id: str) -> HttpResponse:
    """Put another step at the end."""
    found = find_script(script_id, request.access)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, found, added=form)
    return _kept(request, found, writing.add_step(request.access, found, form.plan()).public_id)


@require_POST
@PLANNERS
def step_change(request: GroupRequest, script_id: str, step_id: str) -> HttpResponse:
    """Keep what was written about one step."""
    found = find_script(script_id, request.access)
    step = found.steps.filter(public_id=step_id).first()
    if step is None:
        raise NotFound
    form = StepForm(request.POST, step=step)
    if not form.is_valid():
        return _page(request, found, changed=(step, form))
    writing.change_step(request.access, found, step_id, form.plan())
    return _kept(request, found, step_id)


@require_POST
@PLANNERS
def step_remove(request: GroupRequest, script_id: str, step_id: str) -> HttpResponse:
    """Take a step out."""
    found = find_script(script_id, request.access)
    writing.remove_step(request.access, found, step_id)
    return _kept(request, found)


@require_POST
@PLANNERS
def step_move(request: GroupRequest, script_id: str, step_id: str) -> HttpResponse:
    """Put a step one place earlier or later."""
    found = find_script(script_id, request.access)
    writing.move_step(request.access, found, step_id, by=-1 if request.POST.get("to") == "earlier" else 1)
    return _kept(request, found, step_id)


def _kept(request: GroupRequest, found: Script, step_id: str = "") -> HttpResponse:
    messages.success(request, gettext("It is kept. Meetings that run now go on as they began."))
    address = reverse("meetings:script", args=[request.group.public_id, found.public_id])
    return redirect(f"{address}#step-{step_id}" if step_id else address)


def _page(
    request: GroupRequest,
    found: Script,
    *,
    title: TitleForm | None = None,
    added: StepForm | None = None,
    changed: tuple[Step, StepForm] | None = None,
) -> HttpResponse:
    steps = [
        (step, changed[1] if changed and changed[0] == step else StepForm(step=step), words.length(step.length))
        for step in found.steps.all()
    ]
    context = {
        "script": found,
        "steps": steps,
        "title_form": title or TitleForm(initial={"title": found.title}),
        "step_form": added or StepForm(),
        "used_by": MeetingSeries.objects.filter(script=found).order_by("title"),
    }
    status = 422 if title or added or changed else 200
    return render_group(request, "meetings/script.html", context, status=status)
