"""Who comes in: requests to join and invitations."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import DomainError, NotFound
from apps.groups.forms.joining import InvitationForm
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.invitations import make_invitation, open_invitations, revoke_invitation
from apps.groups.services.join_requests import accept_request, decline_request, waiting_requests
from apps.groups.views_support import group_view, render_group


@require_safe
@group_view(Permission.ANSWER_JOIN_REQUEST)
def request_list(request: GroupRequest) -> HttpResponse:
    """Show who asks to join, and what they answered."""
    return render_group(request, "groups/requests.html", {"waiting": waiting_requests(request.access)})


@require_POST
@group_view(Permission.ANSWER_JOIN_REQUEST)
def request_answer(request: GroupRequest, request_id: str) -> HttpResponse:
    """Accept or decline; somebody else's earlier answer stands."""
    try:
        if request.POST.get("answer") == "accept":
            accept_request(request.access, request_id)
            messages.success(request, _("They are in. We told them."))
        else:
            decline_request(request.access, request_id)
            messages.success(request, _("Declined. We told them kindly, without your name."))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, _(error.sentence))
    return redirect("groups:requests", request.group.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.INVITE)
def invitation_list(request: GroupRequest) -> HttpResponse:
    """Show the invitations that work, and make one; its link is shown this once."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    link = ""
    if request.method == "POST" and form.is_valid():
        _made, token = make_invitation(request.access, lifetime=form.lifetime, uses=form.cleaned_data["uses"])
        link = settings.SITE_URL + reverse("groups:invitation", args=[token])
        form = InvitationForm()
    context = {"form": form, "link": link, "invitations": open_invitations(request.access)}
    return render_group(request, "groups/invitations.html", context, status=422 if form.errors else 200)


@require_POST
@group_view(Permission.INVITE)
def invitation_revoke(request: GroupRequest, invitation_id: str) -> HttpResponse:
    """Take an invitation back."""
    revoke_invitation(request.access, invitation_id)
    messages.success(request, _("That link no longer works."))
    return redirect("groups:invitations", request.group.public_id)
