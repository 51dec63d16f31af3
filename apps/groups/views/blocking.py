"""Whom I do not read or do not meet in this group: choosing it, the list, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.blocking import block_member, blocks_made_by, find_other, has_blocked, unblock_member
from apps.groups.services.muting import has_muted, mute_for_oneself, mutes_made_by, unmute_for_oneself
from apps.groups.views_support import group_view, render_group


@require_safe
@group_view(Permission.READ)
def block_list(request: GroupRequest) -> HttpResponse:
    """Show whom I chose not to meet, or not to read, here; nobody else sees it."""
    lists = {"members": blocks_made_by(request.access), "unread": mutes_made_by(request.access)}
    return render_group(request, "groups/blocks.html", lists)


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def member_block(request: GroupRequest, member_id: str) -> HttpResponse:
    """Say what it means not to meet somebody, or only not to read them, and choose the former."""
    other = find_other(request.access, member_id)
    if request.method == "POST":
        block_member(request.access, other)
        messages.success(
            request, _("You do not meet %(alias)s here any more. They are not told.") % {"alias": other.alias}
        )
        return redirect("groups:blocks", request.group.public_id)
    chosen = {"is_blocked": has_blocked(request.access, other), "is_muted": has_muted(request.access, other)}
    sees_all = request.access.can(Permission.HIDE_MESSAGE) or request.access.can(Permission.HOST_MEETING)
    return render_group(request, "groups/blocking.html", {"other": other, "sees_all": sees_all} | chosen)


@require_POST
@group_view(Permission.READ)
def member_unblock(request: GroupRequest, member_id: str) -> HttpResponse:
    """Take it back."""
    other = find_other(request.access, member_id)
    unblock_member(request.access, other)
    messages.success(request, _("You can meet %(alias)s here again. They are not told.") % {"alias": other.alias})
    return redirect("groups:blocks", request.group.public_id)


@require_POST
@group_view(Permission.READ)
def member_mute(request: GroupRequest, member_id: str) -> HttpResponse:
    """Keep what somebody says out of my sight."""
    other = find_other(request.access, member_id)
    mute_for_oneself(request.access, other)
    messages.success(request, _("You do not read %(alias)s here any more. They are not told.") % {"alias": other.alias})
    return redirect("groups:blocks", request.group.public_id)


@require_POST
@group_view(Permission.READ)
def member_unmute(request: GroupRequest, member_id: str) -> HttpResponse:
    """Read them again."""
    other = find_other(request.access, member_id)
    unmute_for_oneself(request.access, other)
    messages.success(request, _("You read %(alias)s here again. They are not told.") % {"alias": other.alias})
    return redirect("groups:blocks", request.group.public_id)
