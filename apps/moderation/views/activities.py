"""Looking after what members offer one another."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.middleware import wants_fragment
from apps.groups.models import Membership
from apps.groups.requests import GroupRequest
from apps.meetings.models import MeetingSeries
from apps.moderation.forms import RuleForm
from apps.moderation.models import Action, Case
from apps.moderation.rules.words import LONGEST
from apps.moderation.services.activities import find_activity, take_down
from apps.moderation.services.letters import KINDS, letter_details
from apps.moderation.views_support import is_done, moderation_view, require_change, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@moderation_view
def activity(request: GroupRequest, series_id: str) -> HttpResponse:
    """Show what a member offers, without the place, and take it down."""
    found = find_activity(request.access, series_id)
    begun = {"case": request.GET.get("case", "").replace("\0", "")[:12]}
    sent = request.POST if request.method == "POST" else None
    form = RuleForm(sent, group=request.group, initial=begun, takes_away=True)
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, lambda: require_change(take_down(request.access, found, why=form.why)))
    ):
        messages.success(
            request, gettext("Done. Whoever offered it has been told why, and whoever was coming that it is off.")
        )
        return _back(request, form)
    return render(request, "moderation/activity.html", _page(request, found, form), status=status_of(form))


@require_POST
@moderation_view
def activity_letter(request: GroupRequest, series_id: str) -> HttpResponse:
    """Show what whoever offers it would read; nothing happens yet."""
    found = find_activity(request.access, series_id)
    page = _page(request, found, RuleForm(request.POST, group=request.group, takes_away=True))
    if wants_fragment(request):
        return render(request, "moderation/_letter.html", page)
    # Asked for the letter alone: what is still missing is no mistake yet.
    page["form"] = RuleForm(initial=request.POST.dict(), group=request.group, takes_away=True)
    return render(request, "moderation/activity.html", page)


def _page(request: GroupRequest, found: MeetingSeries, form: RuleForm) -> dict[str, Any]:
    member = found.offered_by
    page: dict[str, Any] = {"series": found, "form": form, "may_act": False}
    return page if member is None else page | _decision_about(request, member, form)


def _decision_about(request: GroupRequest, member: Membership, form: RuleForm) -> dict[str, Any]:
    planned = Action(
        group=request.group,
        target=member,
        kind=Action.Kind.TAKE_DOWN,
        rule=form.so_far("rule"),
        reason=form.so_far("words")[:LONGEST],
        is_by_site_staff=request.access.is_site_staff,
    )
    return {
        "may_act": request.access.may_act_on(member.pk, member.role_set),
        "details": letter_details(planned, request.group, member),
        "letter_template": f"notifications/kinds/{KINDS[Action.Kind.TAKE_DOWN]}.html",
    }


def _back(request: GroupRequest, form: RuleForm) -> HttpResponse:
    case = Case.objects.filter(group=request.group, public_id=form.cleaned_data["case"]).first()
    if case is not None:
        return redirect("moderation:case", case_id=case.public_id)
    return redirect("moderation:log", group_id=request.group.public_id)
