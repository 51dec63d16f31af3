"""A group's own page, and the list of its members."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import NotFound
from apps.groups.cards import card_lines, page_parts
from apps.groups.models import JoinRequest, Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.duty import duty_of
from apps.groups.services.own_membership import accept_agreement
from apps.groups.services.roles import vouch
from apps.groups.views.support import person
from apps.groups.views_support import group_view, render_group

MEMBERS = 200


@require_safe
@group_view(Permission.SEE_GROUP)
def group(request: GroupRequest) -> HttpResponse:
    """Show what the group is, who it is for and what comes next; members find their doors here."""
    viewer = person(request)
    agreement = request.group.agreement
    context = {
        "agreement": agreement,
        "topics": request.group.topics.all(),
        "duty": duty_of(request.group),
        "lines": card_lines([request.group], viewer)[request.group.pk],
        "parts": page_parts(request.group, request.access),
        "is_waiting": viewer is not None and not request.access.is_member and _is_waiting(request),
        "must_agree": _must_agree(request, agreement.version if agreement else 0),
    }
    return render_group(request, "groups/group.html", context)


def _is_waiting(request: GroupRequest) -> bool:
    waiting = JoinRequest.objects.filter(group=request.group, user_id=request.user.pk)
    return waiting.filter(state=JoinRequest.State.WAITING).exists()


def _must_agree(request: GroupRequest, version: int) -> bool:
    membership = getattr(request.group, "own", None)
    return request.access.is_member and membership is not None and membership.agreement_version < version


@require_POST
@group_view(Permission.READ)
def agreement_accept(request: GroupRequest) -> HttpResponse:
    """Keep that the member agreed to the version they were shown."""
    version = request.POST.get("agreement", "")
    accept_agreement(request.access, int(version) if version.isascii() and version.isdecimal() else 0)
    messages.success(request, _("Thank you. The group knows that you agree."))
    return redirect("groups:group", request.group.public_id)


@require_safe
@group_view(Permission.SEE_MEMBERS)
def member_list(request: GroupRequest) -> HttpResponse:
    """Show who is here, by alias; whoever one is in a block with is not."""
    visible = Membership.objects.visible_to(request.access).order_by("alias_folded")
    # An address names nobody: the page goes on after a public id, not after an alias.
    last = visible.filter(public_id=request.GET.get("after", "").replace("\0", "")[:12]).first()
    members = list(visible.filter(alias_folded__gt=last.alias_folded if last else "")[: MEMBERS + 1])
    context = {"members": members[:MEMBERS], "has_more": len(members) > MEMBERS}
    return render_group(request, "groups/members.html", context)


@require_POST
@group_view(Permission.VOUCH)
def member_vouch(request: GroupRequest, member_id: str) -> HttpResponse:
    """Count a newcomer as settled."""
    membership = Membership.objects.visible_to(request.access).filter(public_id=member_id).first()
    if membership is None:
        raise NotFound
    vouch(request.access, membership)
    messages.success(request, _("Done. They can use everything in the group now."))
    return redirect("groups:members", request.group.public_id)
