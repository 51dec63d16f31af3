"""How a group is passed on: its owner asks somebody, and whoever is asked answers. Resting and ending are in settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.errors import NotFound
from apps.groups.errors import NotNow
from apps.groups.forms.passing_on import EndingForm, HandingOverForm
from apps.groups.models import OwnershipOffer
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.lifecycle import ACTS
from apps.groups.services.ownership import answer_offer, can_own, offer_ownership, offer_to, withdraw_offer
from apps.groups.views_support import group_view, render_group

_both = require_http_methods(["GET", "HEAD", "POST"])


@_both
@group_view(Permission.GIVE_ROLES)
def handing_over(request: GroupRequest) -> HttpResponse:
    """Ask a member to own the group, or ask no longer."""
    offer = OwnershipOffer.objects.filter(group=request.group, made_by=request.access.membership_id, ended_at=None)
    present = offer.select_related("to").first()
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_offer(request.access)
        messages.success(request, _("You own the group as before. Nobody is asked."))
        return redirect("groups:handing_over", request.group.public_id)
    form = HandingOverForm(
        request.POST or None, able=can_own(request.group).exclude(pk=request.access.membership_id or 0)
    )
    if request.method == "POST" and form.is_valid():
        offer_ownership(request.access, form.cleaned_data["to"])
        messages.success(request, _("We asked them. Until they say yes, the group is yours."))
        return redirect("groups:handing_over", request.group.public_id)
    context = {"form": form, "offer": present}
    return render_group(request, "groups/handing_over.html", context, status=422 if form.errors else 200)


@_both
@group_view(Permission.READ)
def ownership(request: GroupRequest) -> HttpResponse:
    """Say yes or no to owning the group; there is nothing here for whoever is not asked."""
    if request.method == "POST":
        answer = request.POST.get("answer")
        if answer not in {"accept", "decline"}:
            raise NotFound
        is_accepted = answer == "accept"
        try:
            answer_offer(request.access, is_accepted=is_accepted)
        except NotNow as error:
            messages.error(request, _(error.sentence))
        else:
            messages.success(
                request, _("The group is yours now. Thank you.") if is_accepted else _("All stays as it was.")
            )
        return redirect("groups:group", request.group.public_id)
    if offer_to(request.access) is None:
        raise NotFound
    return render_group(request, "groups/ownership.html")


@_both
@group_view(Permission.CHANGE_SETTINGS)
def closing(request: GroupRequest) -> HttpResponse:
    """Say what resting, closing and ending mean, and do it."""
    act = request.POST.get("act", "")
    form = EndingForm(request.POST if act == "end" else None)
    if request.method == "POST" and act not in ACTS:
        raise NotFound
    if request.method == "POST" and (act != "end" or form.is_valid()):
        try:
            ACTS[act](request.access)
        except NotNow as error:
            messages.error(request, _(error.sentence))
        else:
            messages.success(request, DONE[act]())
        return redirect("groups:group", request.group.public_id)
    return render_group(request, "groups/settings_closing.html", {"form": form}, status=422 if form.errors else 200)


DONE = {
    "pause": lambda: _("The group rests. You can wake it here at any time."),
    "resume": lambda: _("The group goes on."),
    "close": lambda: _("The group is closed. Its members can still read what was said."),
    "end": lambda: _("Everybody has been told. In fourteen days everything of it is gone, unless you wake it before."),
}
