"""How one member takes part in a chat."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import person_of
from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.messaging.forms import PreferenceForm
from apps.messaging.services.preferences import keep_preference, preference_of
from apps.notifications.services.scopes import choice_of, keep_choice

_both = require_http_methods(["GET", "HEAD", "POST"])


@_both
@group_view(Permission.READ)
def preferences(request: GroupRequest) -> HttpResponse:
    """Let a member choose what others see of them, and what reaches them."""
    if not request.access.is_member:
        raise NotFound
    person, scope = person_of(request), request.group.public_id
    leaving = {name: getattr(choice_of(person, scope), name) for name in ("no_mail", "no_push")}
    form = PreferenceForm(request.POST or None, instance=preference_of(request.access), initial=leaving)
    if request.method == "POST" and form.is_valid():
        keep_preference(request.access, **form.cleaned_data)
        keep_choice(person, scope, **{name: form.cleaned_data[name] for name in leaving})
        messages.success(request, _("Saved."))
        return redirect("messaging:preferences", request.group.public_id)
    return render_group(request, "messaging/preferences.html", {"form": form}, status=422 if form.errors else 200)
