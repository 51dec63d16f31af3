"""Me in this group: my alias, and the roles I may lay down."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import DomainError
from apps.groups.errors import LastOwner
from apps.groups.forms.joining import AliasForm
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.own_membership import change_alias, lay_down_roles
from apps.groups.views.support import show_problem
from apps.groups.views_support import group_view, render_group


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def me(request: GroupRequest) -> HttpResponse:
    """Show who I am here, and change my alias."""
    typed = request.POST if request.method == "POST" else None
    form = AliasForm(typed, email=request.user.email, alias=request.access.alias)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            change_alias(request.access, chosen["alias"], may_look_like_name=chosen["is_sure"])
        except DomainError as error:
            show_problem(request, form, error)
        else:
            messages.success(request, _("Your alias is changed, here and on everything you said."))
            return redirect("groups:me", request.group.public_id)
    return render_group(request, "groups/me.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@group_view(Permission.READ)
def roles_lay_down(request: GroupRequest) -> HttpResponse:
    """Hold no role any more."""
    try:
        lay_down_roles(request.access, request.access.roles)
    except LastOwner as error:
        messages.error(request, _(error.sentence))
    else:
        messages.success(request, _("You are a member like any other now. Thank you for what you did."))
    return redirect("groups:me", request.group.public_id)
