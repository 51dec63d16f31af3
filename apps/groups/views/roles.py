"""Who does what for the group."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.errors import NotFound
from apps.groups.errors import OutOfRank
from apps.groups.forms.settings import RolesForm
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.roles import set_roles
from apps.groups.views_support import group_view, render_group


@require_safe
@group_view(Permission.GIVE_ROLES)
def role_list(request: GroupRequest) -> HttpResponse:
    """Show every member with what they do, those with roles first."""
    members = Membership.objects.visible_to(request.access).order_by("alias_folded")
    holders = [member for member in members if member.roles]
    others = [member for member in members if not member.roles]
    return render_group(request, "groups/roles.html", {"holders": holders, "others": others})


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.GIVE_ROLES)
def role_change(request: GroupRequest, member_id: str) -> HttpResponse:
    """Change what one member does."""
    member = Membership.objects.visible_to(request.access).filter(public_id=member_id).first()
    if member is None:
        raise NotFound
    if not request.access.may_act_on(member.pk, member.role_set):
        messages.error(request, _(OutOfRank.sentence))
        return redirect("groups:roles", request.group.public_id)
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": member.roles})
    if request.method == "POST" and form.is_valid():
        set_roles(request.access, member, form.chosen)
        messages.success(request, _("Saved."))
        return redirect("groups:roles", request.group.public_id)
    context = {"form": form, "member": member}
    return render_group(request, "groups/role_change.html", context, status=422 if form.errors else 200)
