"""How one member takes part in a chat."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.messaging.forms import PreferenceForm
from apps.messaging.services.preferences import keep_preference, preference_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@_both
@group_view(Permission.READ)
def preferences(request: GroupRequest) -> HttpResponse:
    """Let a member choose what others see of them, and what reaches them."""
    if not request.access.is_member:
        raise NotFound
    form = PreferenceForm(request.POST or None, instance=preference_of(request.access))
    if request.method == "POST" and form.is_valid():
        keep_preference(request.access, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("messaging:preferences", request.group.public_id)
    return render_group(request, "messaging/preferences.html", {"form": form}, status=422 if form.errors else 200)
