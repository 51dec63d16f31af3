"""Small steps: the whole ladder, and putting away what does not fit."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.core.errors import Invalid
from apps.journey.rules.steps import Doing
from apps.journey.services.small_steps import bring_back, go_on, ladder_of, put_aside, rest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: PersonRequest) -> HttpResponse:
    """Show the ladder, or do what was chosen about a step."""
    if request.method == "POST":
        _act(request)
        return redirect("home:start" if request.POST.get("from") == "today" else "journey:steps")
    return render(request, "journey/steps.html", {"ladder": ladder_of(request.user, timezone.localdate())})


def _act(request: PersonRequest) -> None:
    match request.POST.get("act"):
        case "rest":
            rest(request.user, timezone.localdate())
        case "go_on":
            go_on(request.user)
        case "aside":
            put_aside(request.user, _step(request))
        case "back":
            bring_back(request.user, _step(request))
        case _:
            raise Invalid


def _step(request: PersonRequest) -> Doing:
    try:
        return Doing(request.POST.get("step", ""))
    except ValueError:
        raise Invalid from None
