"""One's own way at a glance, and whom one can lean on."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.requests import PersonRequest
from apps.journey.forms.check_ins import CheckInForm
from apps.journey.services.check_ins import choices_of
from apps.journey.services.circle import may_call
from apps.journey.services.leaning import people_for
from apps.journey.services.pacts import pacts_of
from apps.journey.services.showing import shown_milestones
from apps.journey.services.small_steps import ladder_of
from apps.journey.services.telling_rules import told_of
from apps.journey.services.trend import trend_of


@login_required
@require_safe
def journey(request: PersonRequest) -> HttpResponse:
    """Show the check-in, what is kept, and how it was lately."""
    today = timezone.localdate()
    context = {
        "form": CheckInForm(None, choices_of(request.user)),
        "milestones": shown_milestones(request.user, today),
        "trend": trend_of(request.user, today),
        "people": people_for(request.user),
        "pacts": pacts_of(request.user),
        "can_call": may_call(request.user),
    }
    context |= {"ladder": ladder_of(request.user, today), "told_of": told_of(request.user)}
    return render(request, "journey/journey.html", context)


@login_required
@require_safe
def people(request: PersonRequest) -> HttpResponse:
    """Show whom one can turn to now: who meets next, one's groups, who answers the telephone."""
    context = {"people": people_for(request.user), "can_call": may_call(request.user)}
    return render(request, "journey/people.html", context)
