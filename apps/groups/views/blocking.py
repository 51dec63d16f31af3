"""Whom I do not meet in this group: choosing it, the list, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.blocking import block_member, blocks_made_by, find_other, has_blocked, unblock_member
from apps.groups.views_support import group_view, render_group


@require_safe
@group_view(Permission.READ)
def block_list(request: GroupRequest) -> HttpResponse:
    """Show whom I chose not to meet here; nobody else sees it."""
    return render_group(request, "groups/blocks.html", {"members": blocks_made_by(request.access)})


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def member_block(request: GroupRequest, member_id: str) -> HttpResponse:
    """Say what it means not to meet somebody, and choose it."""
    other = find_other(request.access, member_id)
    if request.method == "POST":
        block_member(request.access, other)
        messages.success(
            request, _("You do not meet %(alias)s here any more. They are not told.") % {"alias": other.alias}
        )
        return redirect("groups:blocks", request.group.public_id)
    is_blocked = has_blocked(request.access, other)
    return render_group(request, "groups/blocking.html", {"other": other, "is_blocked": is_blocked})


@require_POST
@group_view(Permission.READ)
def member_unblock(request: GroupRequest, member_id: str) -> HttpResponse:
    """Take it back."""
    other = find_other(request.access, member_id)
    unblock_member(request.access, other)
    messages.success(request, _("You can meet %(alias)s here again. They are not told.") % {"alias": other.alias})
    return redirect("groups:blocks", request.group.public_id)
