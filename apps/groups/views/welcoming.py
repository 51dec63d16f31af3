"""Who is new, for those who greet."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.groups.errors import InGoodHands
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.welcoming import look_out_for, newcomers_of
from apps.groups.views_support import group_view, render_group


@require_safe
@group_view(Permission.WELCOME)
def newcomers(request: GroupRequest) -> HttpResponse:
    """Show who came lately, and who looks out for whom."""
    return render_group(request, "groups/newcomers.html", {"newcomers": newcomers_of(request.access)})


@require_POST
@group_view(Permission.WELCOME)
def newcomer_welcome(request: GroupRequest, member_id: str) -> HttpResponse:
    """Look out for one of them."""
    try:
        look_out_for(request.access, member_id)
    except InGoodHands as error:
        messages.info(request, _(error.sentence))
    else:
        messages.success(request, _("They know your alias now. A short hello in the room is enough."))
    return redirect("groups:newcomers", request.group.public_id)
