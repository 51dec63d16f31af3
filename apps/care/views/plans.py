"""My safety plan: read, written part by part, kept on a device, taken away."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import PersonRequest
from apps.care.errors import ChangedElsewhere
from apps.care.forms import PartForm
from apps.care.rules.exercises import EXERCISES
from apps.care.rules.plans import PARTS, PlanPart, part_after
from apps.care.services.helplines import lines_for
from apps.care.services.plans import keep_part, part_named, plan_of, remove_plan, words_in
from apps.core.errors import NotFound
from apps.core.middleware import wants_json
from apps.core.wording import in_words


@dataclass(frozen=True, slots=True)
class Written:
    """A part and what somebody wrote there."""

    part: PlanPart
    words: str


@login_required
@require_safe
def plan(request: PersonRequest) -> HttpResponse:
    """Show the plan and whom one can call."""
    return _shown(request, "care/plan.html")


@login_required
@require_safe
def copy(request: PersonRequest) -> HttpResponse:
    """Give the plan as a device keeps it that was asked to: to be read, with no way into the account."""
    if plan_of(request.user) is None:
        raise NotFound
    return _shown(request, "care/plan_copy.html", is_kept=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: PersonRequest, name: str) -> HttpResponse:
    """Show one part to be written, or keep what was written there."""
    written = Written(part_named(name), words_in(plan_of(request.user), name))
    form = PartForm(request.POST if request.method == "POST" else None, written.part, written.words)
    if not form.is_valid():
        return _drawn(request, written, form, 422 if form.is_bound else 200)
    try:
        mark = keep_part(request.user, name, form.cleaned_data["words"], drawn_from=form.cleaned_data["drawn_from"])
    except ChangedElsewhere as error:
        if wants_json(request):
            raise
        form.refuse(written.words, in_words(error))
        return _drawn(request, written, form, error.status, is_changed=True)
    if wants_json(request):
        return JsonResponse({"drawn_from": mark})
    messages.success(request, _("Kept. Only you can read it."))
    following = part_after(name) if "on" in request.POST else ""
    return redirect("plan:part", following) if following else redirect("plan:plan")


@login_required
@require_POST
def plan_remove(request: PersonRequest) -> HttpResponse:
    """Take the whole plan away."""
    remove_plan(request.user)
    messages.success(request, _("It is gone."))
    return redirect("plan:plan")


def _shown(request: PersonRequest, template: str, **more: object) -> HttpResponse:
    present = plan_of(request.user)
    written = [Written(one, words_in(present, one.name)) for one in PARTS]
    called = lines_for(request.user)
    page = {"plan": present, "parts": written, "called": called, "exercises": EXERCISES, **more}
    return render(request, template, page)


def _drawn(request: PersonRequest, written: Written, form: PartForm, status: int, **more: object) -> HttpResponse:
    name = written.part.name
    page = {
        "part": written.part,
        "words": written.words,
        "form": form,
        "place": [one.name for one in PARTS].index(name) + 1,
        "count": len(PARTS),
        "following": part_after(name),
        **more,
    }
    return render(request, "care/plan_part.html", page, status=status)
