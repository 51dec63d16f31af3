"""Looking after what members offer one another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from apps.groups.models import Membership
from apps.groups.requests import GroupRequest
from apps.moderation.forms import RuleForm
from apps.moderation.services.activities import find_activity, take_down
from apps.moderation.views_support import is_done, moderation_view, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@moderation_view
def activity(request: GroupRequest, series_id: str) -> HttpResponse:
    """Show what a member offers, without the place, and take it down."""
    found = find_activity(request.access, series_id)
    form = RuleForm(request.POST if request.method == "POST" else None, group=request.group, takes_away=True)
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, lambda: take_down(request.access, found, why=form.why))
    ):
        messages.success(
            request, gettext("Done. Whoever offered it has been told why, and whoever was coming that it is off.")
        )
        return redirect("moderation:log", group_id=request.group.public_id)
    page = {"series": found, "form": form, "may_act": _may_act(request, found.offered_by)}
    return render(request, "moderation/activity.html", page, status=status_of(form))


def _may_act(request: GroupRequest, member: Membership | None) -> bool:
    return member is not None and request.access.may_act_on(member.pk, member.role_set)
