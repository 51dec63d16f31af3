"""How a group is, one page for each thing its owner decides."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import F
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.errors import NotFound
from apps.groups.forms.duty import DutyRows, UnattendedForm
from apps.groups.forms.settings import AgreementForm, DoorForm, FormatsForm, PageForm, WallForm
from apps.groups.models import Joining
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services import groups
from apps.groups.services.duty import set_duty_hours, who_look_after
from apps.groups.views_support import group_view, render_group

# Whoever holds one of these has something to do among the settings.
_DOORS = (Permission.CHANGE_SETTINGS, Permission.ANSWER_JOIN_REQUEST, Permission.INVITE)
_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@group_view(Permission.SEE_GROUP)
def overview(request: GroupRequest) -> HttpResponse:
    """Show what may be decided by whoever looks: an owner everything, a moderator requests and invitations."""
    if not any(map(request.access.can, _DOORS)):
        raise NotFound
    return render_group(request, "groups/settings.html", {"agreement": request.group.agreement})


@_both
@group_view(Permission.CHANGE_SETTINGS)
def page(request: GroupRequest) -> HttpResponse:
    """Change what the public page says."""
    form = PageForm(request.POST or None, instance=request.group)

    def save() -> None:
        chosen = dict(form.cleaned_data)
        groups.set_topics(request.access, chosen.pop("topics"))
        groups.change_group(request.access, **chosen)

    return _section(request, form, "page", save)


@_both
@group_view(Permission.CHANGE_SETTINGS)
def formats(request: GroupRequest) -> HttpResponse:
    """Change how people take part, and how long words are kept."""
    form = FormatsForm(request.POST or None, instance=request.group)
    return _section(request, form, "formats", lambda: groups.change_group(request.access, **form.cleaned_data))


@_both
@group_view(Permission.CHANGE_SETTINGS)
def wall(request: GroupRequest) -> HttpResponse:
    """Change whether there is a wall, and how long posts stay on it."""
    form = WallForm(request.POST or None, request.group)
    return _section(request, form, "wall", lambda: groups.change_group(request.access, **form.cleaned_data))


@_both
@group_view(Permission.CHANGE_SETTINGS)
def door(request: GroupRequest) -> HttpResponse:
    """Change who may come in, who can find the group, and what it asks."""
    present = {
        "joining": request.group.joining,
        "is_listed": request.group.is_listed,
        "questions": "\n".join(question.text for question in request.group.join_questions.all()),
    }
    form = DoorForm(request.POST or None, initial=present)

    def save() -> None:
        chosen = form.cleaned_data
        groups.set_join_questions(request.access, chosen["questions"])
        groups.change_group(request.access, joining=Joining(chosen["joining"]), is_listed=chosen["is_listed"])

    return _section(request, form, "door", save)


@_both
@group_view(Permission.CHANGE_SETTINGS)
def agreement(request: GroupRequest) -> HttpResponse:
    """Publish a new version of the agreement."""
    present = request.group.agreement
    form = AgreementForm(request.POST or None, initial={"text": present.text if present else ""})
    return _section(
        request, form, "agreement", lambda: groups.publish_agreement(request.access, form.cleaned_data["text"])
    )


@_both
@group_view(Permission.CHANGE_SETTINGS)
def duty(request: GroupRequest) -> HttpResponse:
    """Say when somebody looks after the group."""
    present = request.group.duty_hours.values("weekday", "starts_at", "ends_at", who=F("member__public_id"))
    people = [(one.public_id, one.alias) for one in who_look_after(request.group.pk)]
    rows = DutyRows(request.POST or None, initial=list(present), form_kwargs={"people": people})
    if request.method == "POST" and rows.is_valid():
        set_duty_hours(request.access, [row.planned for row in rows if row.planned])
        return _saved(request)
    status = 422 if rows.is_bound else 200
    return render_group(request, "groups/settings_duty.html", {"rows": rows}, status=status)


@_both
@group_view(Permission.CHANGE_SETTINGS)
def unattended(request: GroupRequest) -> HttpResponse:
    """Choose what holds while nobody is on duty, and whether whoever is there is told of words of crisis."""
    form = UnattendedForm(request.POST or None, instance=request.group)
    return _section(request, form, "unattended", lambda: groups.change_group(request.access, **form.cleaned_data))


def _section(request: GroupRequest, form: BaseForm, section: str, save: Callable[[], object]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        save()
        return _saved(request)
    context = {"form": form, "section": section}
    return render_group(request, "groups/settings_section.html", context, status=422 if form.errors else 200)


def _saved(request: GroupRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("groups:settings", request.group.public_id)
