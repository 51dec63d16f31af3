"""The queue of those who look after people, and how they want to read it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Group
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.moderation.forms_cases import RuleWordsForm
from apps.moderation.rules.cases import may_undo
from apps.moderation.services import phrases, waiting
from apps.moderation.services.evidence import open_picture
from apps.moderation.services.overview import actions_of, groups_looked_after
from apps.moderation.views_support import is_done, moderation_view, status_of

GROUPS_ON_PAGE = 25


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, in one group or in all they look after; nothing is here for anybody else."""
    user = request.user
    looked_after = groups_looked_after(user) if isinstance(user, User) else Group.objects.none()
    groups = Paginator(looked_after, GROUPS_ON_PAGE).get_page(request.GET.get("page"))
    if not isinstance(user, User) or not (groups or user.is_safety_staff):
        raise NotFound
    group_id = request.GET.get("group", "").replace("\0", "")[:12]
    rows, closed = waiting.waiting_for(user, group_id=group_id), waiting.closed_lately(user, group_id=group_id)
    counts = waiting.counts_by_group(rows)
    page = {
        "rows": rows,
        "oldest_at": waiting.oldest_of(rows),
        "groups": [(group, actions_of(group)[0][:3], counts.get(group.pk, 0)) for group in groups],
        "page": groups,
        "only": looked_after.filter(public_id=group_id).first() if group_id else None,
        "closed": closed,
        "undoable": [case for case in closed if may_undo(case.closed_at, timezone.now()) and case.state == "closed"],
        "is_veiled": waiting.is_veiled(user),
    }
    return render(request, "moderation/queue.html", page)


@require_POST
def veil(request: HttpRequest) -> HttpResponse:
    """Cover what was reported for this person until they open it, or show it at once."""
    user = request.user
    if not isinstance(user, User) or not (user.is_safety_staff or groups_looked_after(user).exists()):
        raise NotFound
    waiting.set_veiled(user, is_veiled=request.POST.get("veiled") == "1")
    return redirect("moderation:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@moderation_view
def words(request: GroupRequest) -> HttpResponse:
    """Show the words that the group's moderators begin with, and keep new ones."""
    if not request.access.can(Permission.HIDE_MESSAGE):
        raise NotFound
    form = RuleWordsForm(request.POST or None, group=request.group)
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _keep_words(request, form)):
        return redirect("moderation:words", group_id=request.group.public_id)
    return render(request, "moderation/words.html", {"form": form}, status=status_of(form))


@require_safe
def report_picture(request: HttpRequest, report_id: str, picture_id: str) -> HttpResponse:
    """Give a picture that was kept with a report to those who may handle it."""
    response = HttpResponse(open_picture(request.user.pk or 0, report_id, picture_id), content_type="image/webp")
    # Opened by itself it is a picture and nothing else, whatever somebody put into its bytes.
    response["Content-Disposition"] = "inline; filename=picture.webp"
    return response


def _keep_words(request: GroupRequest, form: RuleWordsForm) -> None:
    for rule, written in form.by_rule():
        phrases.keep_words(request.access, request.group, rule, written)
