"""The queue of those who look after groups: what waits for them, and closing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Group
from apps.groups.requests import GroupRequest
from apps.groups.services.access import read_access
from apps.moderation.forms import NoteForm
from apps.moderation.services import handling
from apps.moderation.services.evidence import open_picture
from apps.moderation.services.overview import actions_of, groups_looked_after
from apps.moderation.views.members import log_page
from apps.moderation.views_support import is_done, moderation_view

GROUPS_ON_PAGE = 25


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the groups this person looks after; there is nothing here for anybody else."""
    groups = groups_looked_after(request.user) if isinstance(request.user, User) else Group.objects.none()
    page = Paginator(groups, GROUPS_ON_PAGE).get_page(request.GET.get("page"))
    if not page:
        raise NotFound
    recent = [(group, actions_of(group)[0][:3], _waiting(request, group)) for group in page]
    return render(request, "moderation/queue.html", {"groups": recent, "page": page})


@require_POST
@moderation_view
def close_report(request: GroupRequest, report_id: str) -> HttpResponse:
    """Close a report that was looked at."""
    form = NoteForm(request.POST, prefix=report_id)
    if form.is_valid() and is_done(
        form, lambda: handling.close_report(request.access, report_id, note=form.cleaned_data["note"])
    ):
        messages.success(request, gettext("Done. Whoever told you has been thanked."))
        return redirect("moderation:log", group_id=request.group.public_id)
    if not any(report.public_id == report_id for report in handling.open_reports(request.access)):
        raise NotFound
    return log_page(request, form)


@require_safe
@moderation_view
def report_picture(request: GroupRequest, report_id: str, picture_id: str) -> HttpResponse:
    """Give a picture that was kept with a report to those who may handle it."""
    response = HttpResponse(open_picture(request.access, report_id, picture_id), content_type="image/webp")
    # Opened by itself it is a picture and nothing else, whatever somebody put into its bytes.
    response["Content-Disposition"] = "inline; filename=picture.webp"
    return response


def _waiting(request: HttpRequest, group: Group) -> int:
    if not isinstance(request.user, User):
        return 0
    return len(handling.open_reports(read_access(request.user, group)))
