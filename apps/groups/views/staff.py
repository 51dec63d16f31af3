"""For site safety staff: groups that wait to be looked at, and groups without an owner."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.requests import staff_of
from apps.accounts.services.administrators import is_one_for_safety
from apps.core.errors import NotFound
from apps.core.wording import in_words
from apps.groups.errors import MergerDeclined, NotNow
from apps.groups.forms.passing_on import NO_SUCH_GROUP, MergingForm
from apps.groups.services import founding
from apps.groups.services.merging import asked_by, to_answer
from apps.groups.services.ownership import ask_for_site, can_own, ownerless_groups
from apps.groups.views.merging import Act, merge


@require_safe
def groups_for_staff(request: HttpRequest) -> HttpResponse:
    """Show what was proposed, and which groups need an owner."""
    staff_of(request)
    ownerless = [
        (group, list(can_own(group).exclude(roles=[])), asked_by(group), to_answer(group))
        for group in ownerless_groups()
    ]
    page = {"proposed": founding.proposed_groups(), "ownerless": ownerless, "is_alone": is_one_for_safety()}
    return render(request, "groups/staff.html", page)


@require_POST
def group_of_staff(request: HttpRequest, group_id: str) -> HttpResponse:
    """Let a proposed group begin or not, ask somebody to own a group, or speak for it when two become one."""
    staff, act = staff_of(request), request.POST.get("act", "")
    if act in {*Act}:
        return _merge(request, staff, group_id)
    try:
        if act == "accept":
            founding.accept_group(staff, group_id)
        elif act == "decline":
            founding.decline_group(staff, group_id)
        elif act == "ask":
            ask_for_site(staff, group_id, request.POST.get("member", ""))
        else:
            raise NotFound
    except NotNow as error:
        messages.error(request, _(error.sentence))
    else:
        messages.success(request, _("Done. They have been told."))
    return redirect("groups:staff")


def _merge(request: HttpRequest, staff: User, group_id: str) -> HttpResponse:
    form = MergingForm(request.POST)
    try:
        if request.POST["act"] == Act.ASK and not form.is_valid():
            messages.error(request, NO_SUCH_GROUP)
        else:
            messages.success(request, merge(staff, group_id, request.POST, form))
    except (NotNow, MergerDeclined) as error:
        messages.error(request, in_words(error))
    return redirect("groups:staff")
