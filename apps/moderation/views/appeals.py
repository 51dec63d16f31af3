"""What was decided about me, and that somebody else looks at it; and, on the other side, looking at it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import PersonRequest
from apps.core.errors import NotFound
from apps.groups.requests import GroupRequest
from apps.moderation.forms_decisions import AnswerForm, AppealForm
from apps.moderation.models import Appeal
from apps.moderation.services import appeals, own_decisions
from apps.moderation.services.overview import actions_on
from apps.moderation.views_support import is_done, moderation_view, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def decisions(request: PersonRequest) -> HttpResponse:
    """Show where something was decided about me, whether I am still there or not."""
    page = {
        "places": own_decisions.places_with_decisions(request.user),
        "bans": own_decisions.other_bans(request.user),
    }
    return render(request, "moderation/decisions.html", page)


@require_safe
@login_required
def decisions_in_group(request: PersonRequest, group_id: str) -> HttpResponse:
    """Show what was decided about me in one group, under my alias there; 404 to whoever it is not about."""
    return render(
        request, "moderation/decisions_in_group.html", {"place": own_decisions.place_of(request.user, group_id)}
    )


@_both
@login_required
def appeal(request: PersonRequest, group_id: str, action_id: str) -> HttpResponse:
    """Ask that somebody else looks at it, also from outside the group."""
    member, own = own_decisions.decision_of(request.user, group_id, action_id)
    form = AppealForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, lambda: appeals.make_appeal(request.user, action_id, words=form.cleaned_data["words"]))
    ):
        messages.success(request, gettext("It has arrived. Somebody else looks at it, and you hear from them here."))
        return redirect("moderation:decisions_in_group", group_id=group_id)
    page = {"form": form, "own": own, "member": member}
    return render(request, "moderation/appeal_form.html", page, status=status_of(form))


@_both
@moderation_view
def appeal_decide(request: GroupRequest, appeal_id: str) -> HttpResponse:
    """Show an appeal to somebody who may decide it, and do what they decided."""
    found = appeals.find_appeal(request.access, appeal_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _decide(request, found, form)):
        messages.success(request, gettext("Done. They have been told."))
        return redirect("moderation:log", group_id=request.group.public_id)
    if found.action.target is None:
        raise NotFound
    page = {"appeal": found, "form": form, "before": list(actions_on(found.action.target))}
    return render(request, "moderation/appeal.html", page, status=status_of(form))


def _decide(request: GroupRequest, found: Appeal, form: AnswerForm) -> object:
    is_reversed = form.cleaned_data["outcome"] == "reversed"
    return appeals.decide_appeal(request.access, found.public_id, is_reversed=is_reversed, why=form.why)
