"""Who serves at which meeting: the group's rota, and one tap to take a role or to step back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import person_of
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.meetings.services.live import find_meeting
from apps.meetings.services.rota import labels, read_rota
from apps.meetings.services.serving import serve
from apps.meetings.views.support import way_back


@require_safe
@group_view(Permission.ATTEND_MEETING)
def rota(request: GroupRequest) -> HttpResponse:
    """Show the next meetings of the group with who serves at each."""
    lines = read_rota(request.group, request.access, request.user)
    return render_group(request, "meetings/rota.html", {"lines": lines, "labels": labels()})


@require_POST
@login_required
def service(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Take a role, step back from it or offer it, and go back to where one was."""
    meeting, access = find_meeting(meeting_id, person_of(request))
    wish = request.POST.get("wish", "")
    serve(access, meeting, role=request.POST.get("role", ""), wish=wish)
    messages.success(request, _thanks(wish))
    return redirect(way_back(request, reverse("meetings:rota", args=[meeting.group.public_id])))


def _thanks(wish: str) -> str:
    if wish == "take":
        return gettext("Thank you. Everybody in the group sees that you do this.")
    return gettext("Thank you for saying so. Others see it now.")
