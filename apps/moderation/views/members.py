"""Looking after members and messages: what was done in a group, a member, a message."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.messaging.models import Message
from apps.moderation.forms import MemberForm, RuleForm, WordsForm
from apps.moderation.models import Action
from apps.moderation.rules.lengths import end_of
from apps.moderation.rules.words import LONGEST
from apps.moderation.services import actions
from apps.moderation.services.acting import find_message
from apps.moderation.services.letters import KINDS, letter_details
from apps.moderation.services.overview import actions_of, actions_on, muted_members
from apps.moderation.views_support import find_member, is_done, moderation_view, status_of


@require_safe
@moderation_view
def log(request: GroupRequest) -> HttpResponse:
    """Show what was done in this group, and who is muted now with the way to take it back."""
    return log_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@moderation_view
def member(request: GroupRequest, membership_id: str) -> HttpResponse:
    """Show one member to those who look after the group, and do what was decided."""
    target = find_member(request, membership_id)
    form = MemberForm(request.POST or None, group=request.group, access=request.access)
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _act_on_member(request, target, form)):
        messages.success(request, gettext("Done. %(alias)s has been told.") % {"alias": target.alias})
        return _back(request)
    return render(request, "moderation/member.html", _member_page(request, target, form), status=status_of(form))


@require_POST
@moderation_view
def member_letter(request: GroupRequest, membership_id: str) -> HttpResponse:
    """Show what the member would read; nothing happens yet."""
    target = find_member(request, membership_id)
    form = MemberForm(request.POST, group=request.group, access=request.access)
    page = _member_page(request, target, form)
    if request.headers.get("HX-Request") == "true":
        return render(request, page["letter_template"], page)
    # Asked for the letter alone: what is still missing is no mistake yet.
    page["form"] = MemberForm(initial=request.POST.dict(), group=request.group, access=request.access)
    return render(request, "moderation/member.html", page)


@require_POST
@moderation_view
def unmute(request: GroupRequest, membership_id: str) -> HttpResponse:
    """Take a mute back."""
    target = find_member(request, membership_id)
    form = WordsForm(request.POST, prefix=target.public_id)
    if form.is_valid() and is_done(form, lambda: actions.unmute_member(request.access, target, why=form.why)):
        messages.success(request, gettext("Done. %(alias)s can write again.") % {"alias": target.alias})
        return redirect("moderation:log", group_id=request.group.public_id)
    return log_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@moderation_view
def message(request: GroupRequest, message_id: str) -> HttpResponse:
    """Show one message of the group's chat, and hide it or show it again."""
    if not request.access.can(Permission.HIDE_MESSAGE):
        raise NotFound
    found = find_message(request.group.pk, message_id)
    form = RuleForm(request.POST or None, group=request.group)
    act = actions.restore_message if request.POST.get("act") == "restore" else actions.hide_message
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, lambda: act(request.access, found.public_id, why=form.why))
    ):
        messages.success(request, gettext("Done. The person who wrote it has been told."))
        return _back(request)
    may_act = found.author is None or request.access.may_act_on(found.author.pk, found.author.role_set)
    page = {"message": found, "form": form, "may_act": may_act, "is_hidden": found.state == Message.State.HIDDEN}
    return render(request, "moderation/message.html", page, status=status_of(form))


def _act_on_member(request: GroupRequest, target: Membership, form: MemberForm) -> object:
    if form.cleaned_data["kind"] == Action.Kind.REMOVE:
        return actions.remove_member(request.access, target, why=form.why)
    until = end_of(form.cleaned_data["length"], timezone.now())
    return actions.mute_member(request.access, target, until=until, why=form.why)


def log_page(request: GroupRequest, form: forms.Form | None = None) -> HttpResponse:
    """Show the page with every form on it new but the one that was sent."""

    def own_or(new: forms.Form) -> forms.Form:
        return form if form is not None and form.prefix == new.prefix else new

    done, has_earlier = actions_of(request.group, before=request.GET.get("before", "").replace("\0", "")[:12])
    page = {
        "actions": done,
        "has_earlier": has_earlier,
        "muted": [(m, own_or(WordsForm(prefix=m.public_id))) for m in muted_members(request.group)],
    }
    return render(request, "moderation/log.html", page, status=status_of(form) if form else 200)


def _back(request: GroupRequest) -> HttpResponse:
    """Lead back to the chat, or to the log whoever does not read the chat."""
    name = "messaging:chat" if request.access.can(Permission.READ) else "moderation:log"
    return redirect(name, group_id=request.group.public_id)


def _member_page(request: GroupRequest, target: Membership, form: MemberForm) -> dict[str, Any]:
    planned = _planned(request, target, form)
    return {
        "member": target,
        "form": form,
        "before": list(actions_on(target)),
        "may_act": request.access.may_act_on(target.pk, target.role_set) and target.end_kind != "removed",
        "details": letter_details(planned, request.group, target),
        "letter_template": f"notifications/kinds/{KINDS[planned.kind]}.html",
    }


def _planned(request: GroupRequest, target: Membership, form: MemberForm) -> Action:
    """Return the action as the form stands, complete or not, for the preview."""
    kind = Action.Kind.REMOVE if form.so_far("kind") == Action.Kind.REMOVE else Action.Kind.MUTE
    return Action(
        group=request.group,
        target=target,
        kind=kind,
        rule=form.so_far("rule"),
        reason=form.so_far("words")[:LONGEST],
        until=end_of(form.so_far("length") or "day", timezone.now()) if kind == Action.Kind.MUTE else None,
        is_by_site_staff=request.access.is_site_staff,
    )
