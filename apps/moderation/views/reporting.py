"""Asking that somebody looks at a message or a member, and what becomes of it; without JavaScript too."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.core.wording import in_words
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.duty import duty_of
from apps.groups.views_support import group_view
from apps.messaging.models import Message
from apps.moderation.forms import ReportForm
from apps.moderation.models import Report
from apps.moderation.services import reporting


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def report(request: GroupRequest) -> HttpResponse:
    """Ask what is the matter, and hand it to those who look after the group."""
    message, member = _subject(request)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _made(request, form, message, member)):
        return redirect("moderation:receipt", request.group.public_id, made.public_id)
    page = {"form": form, "message": message, "member": member, "words_kept": _shown_words(message)}
    return _render(request, "moderation/report.html", page, status=422 if form.errors else 200)


@require_safe
@group_view(Permission.READ)
def receipt(request: GroupRequest, report_id: str) -> HttpResponse:
    """Show to whoever reported what happens next, and how far it is; 404 for everybody else."""
    mine = Report.objects.filter(group=request.group, reporter_id=request.access.membership_id)
    made = mine.select_related("reported").filter(public_id=report_id).first()
    if made is None:
        raise NotFound
    return _render(request, "moderation/receipt.html", {"report": made, "duty": duty_of(request.group)})


def _render(request: GroupRequest, template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, template, page | {"group": request.group, "access": request.access}, status=status)


def _subject(request: GroupRequest) -> tuple[Message | None, Membership | None]:
    """Return the message or the member that the address names; raises NotFound for what this person does not see."""
    wanted = {name: request.GET.get(name, "")[:12].replace("\0", "") for name in ("message", "member")}
    if wanted["message"] and isinstance(request.user, User):
        found = reporting.find_reportable_message(request.group, request.user, wanted["message"])
        # What was taken back or hidden while somebody wrote to us is still taken in; there is no page to begin on.
        if found.state != Message.State.VISIBLE and request.method != "POST":
            raise NotFound
        return found, None
    return None, reporting.find_reportable_member(request.access, wanted["member"])


def _shown_words(message: Message | None) -> str:
    return message.body if message and message.state == Message.State.VISIBLE else ""


def _made(request: GroupRequest, form: ReportForm, message: Message | None, member: Membership | None) -> Report | None:
    """Return the report, or put beside what was typed why it could not be taken in."""
    try:
        if message is not None:
            return reporting.report_message(request.access, message, form.concern)
        if member is not None:
            return reporting.report_member(request.access, member, form.concern)
    except NotFound:
        raise
    except DomainError as error:
        form.add_error(None, in_words(error))
    return None
