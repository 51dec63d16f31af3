"""Looking after members and messages: what was done in a group, a member, a message."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import NotFound
from apps.core.middleware import wants_fragment
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.journey.services.pacts import pacts_in_sight
from apps.messaging.models import Message
from apps.moderation.forms import SITE_BAN, MemberForm, RuleForm, WordsForm
from apps.moderation.models import Action, Case
from apps.moderation.rules.lengths import ALWAYS, end_of
from apps.moderation.rules.words import LONGEST
from apps.moderation.services import actions, reversal
from apps.moderation.services.acting import find_message, is_for_site, what_hides
from apps.moderation.services.appeals import own_waiting, waiting_appeals
from apps.moderation.services.group_changes import changes_of
from apps.moderation.services.handling import hiding_permission
from apps.moderation.services.ladder import suggest
from apps.moderation.services.letters import KINDS, letter_details
from apps.moderation.services.overview import actions_of, actions_on, standing_in
from apps.moderation.services.phrases import rules_of
from apps.moderation.services.reporters import is_party_to
from apps.moderation.views_support import (
    begun_at_rule,
    find_member,
    is_done,
    moderation_view,
    require_change,
    status_of,
)

_both = require_http_methods(["GET", "HEAD", "POST"])
LASTING = frozenset({Action.Kind.MUTE, Action.Kind.SUSPEND, Action.Kind.BAN})


@require_safe
@moderation_view
def log(request: GroupRequest) -> HttpResponse:
    """Show what was done in this group, what holds now with the way to take it back, and the appeals that wait."""
    return log_page(request)


@_both
@moderation_view
def member(request: GroupRequest, membership_id: str) -> HttpResponse:
    """Show one member to those who look after the group, and do what was decided."""
    target = find_member(request, membership_id)
    form = _member_form(request, target)
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _act_on_member(request, target, form)):
        messages.success(request, gettext("Done. %(alias)s has been told.") % {"alias": target.alias})
        return _back(request, form)
    return render(request, "moderation/member.html", _member_page(request, target, form), status=status_of(form))


@require_POST
@moderation_view
def member_letter(request: GroupRequest, membership_id: str) -> HttpResponse:
    """Show what the member would read; nothing happens yet."""
    target = find_member(request, membership_id)
    form = MemberForm(request.POST, group=request.group, access=request.access, target=target)
    page = _member_page(request, target, form)
    if wants_fragment(request):
        return render(request, "moderation/_letter.html", page)
    # Asked for the letter alone: what is still missing is no mistake yet.
    page["form"] = MemberForm(initial=request.POST.dict(), group=request.group, access=request.access, target=target)
    return render(request, "moderation/member.html", page)


@require_POST
@moderation_view
def take_back(request: GroupRequest, action_id: str) -> HttpResponse:
    """Take back what was decided about a member."""
    found = reversal.find_action(request.access, action_id)
    form = WordsForm(request.POST, prefix=found.public_id)
    if form.is_valid() and is_done(form, lambda: reversal.take_back(request.access, action_id, why=form.why)):
        messages.success(request, gettext("Done. It is taken back, and they have been told."))
        return redirect(_page_it_was_on(request, found))
    return log_page(request, form)


def _page_it_was_on(request: GroupRequest, action: Action) -> str:
    if request.POST.get("back") == "member" and action.target is not None:
        return reverse("moderation:member", args=[request.group.public_id, action.target.public_id])
    return reverse("moderation:log", args=[request.group.public_id])


@_both
@moderation_view
def message(request: GroupRequest, message_id: str) -> HttpResponse:
    """Show one message of the group's chat, and hide it or show it again."""
    found = _message_of(request, message_id)
    hides = request.POST.get("act") != "restore" if request.method == "POST" else _is_seen(found)
    begun = begun_at_rule(request) | {"case": _asked(request, "case")}
    form = RuleForm(request.POST or None, group=request.group, initial=begun, takes_away=hides)
    act = actions.hide_message if hides else actions.restore_message
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, lambda: require_change(act(request.access, found.public_id, why=form.why)))
    ):
        messages.success(request, gettext("Done. The person who wrote it has been told."))
        return _back(request, form)
    return render(request, "moderation/message.html", _message_page(request, found, form), status=status_of(form))


@require_POST
@moderation_view
def message_letter(request: GroupRequest, message_id: str) -> HttpResponse:
    """Show what the author would read; nothing happens yet."""
    found = _message_of(request, message_id)
    page = _message_page(request, found, RuleForm(request.POST, group=request.group))
    if wants_fragment(request):
        return render(request, "moderation/_letter.html", page)
    page["form"] = RuleForm(initial=request.POST.dict(), group=request.group, takes_away=_is_seen(found))
    return render(request, "moderation/message.html", page)


def log_page(request: GroupRequest, form: forms.Form | None = None) -> HttpResponse:
    """Show the page with every form on it new but the one that was sent."""

    def own_or(new: forms.Form) -> forms.Form:
        return form if form is not None and form.prefix == new.prefix else new

    done, has_earlier = actions_of(request.group, before=request.GET.get("before", "").replace("\0", "")[:12])
    page = {
        "actions": done,
        "has_earlier": has_earlier,
        "standing": [(one, own_or(WordsForm(prefix=one.public_id))) for one in standing_in(request.group)],
        "appeals": waiting_appeals(request.access),
        "own_waiting": own_waiting(request.access),
        "changes": changes_of(request.access),
    }
    return render(request, "moderation/log.html", page, status=status_of(form) if form else 200)


def _member_form(request: GroupRequest, target: Membership) -> MemberForm:
    """Return the form as it was sent, or begun: with the point that a case is about, and the ladder's next step."""
    if request.method == "POST":
        return MemberForm(request.POST, group=request.group, access=request.access, target=target)
    at_rule = begun_at_rule(request)
    step = suggest(request.group, target, at_rule["rule"]).step
    begun = at_rule | {"case": _asked(request, "case"), "kind": step.kind, "length": step.length or "day"}
    return MemberForm(initial=begun, group=request.group, access=request.access, target=target)


def _act_on_member(request: GroupRequest, target: Membership, form: MemberForm) -> None:
    require_change(_decide_on_member(request, target, form))


def _decide_on_member(request: GroupRequest, target: Membership, form: MemberForm) -> Action | None:
    access, why, kind, until = request.access, form.why, form.cleaned_data["kind"], form.until
    if kind in {Action.Kind.BAN, SITE_BAN}:
        return actions.ban_member(access, target, until=until, why=why, is_site_wide=kind == SITE_BAN)
    if kind == Action.Kind.MUTE and until:
        return actions.mute_member(access, target, until=until, why=why)
    if kind == Action.Kind.SUSPEND and until:
        return actions.suspend_member(access, target, until=until, why=why)
    act = actions.remove_member if kind == Action.Kind.REMOVE else actions.warn_member
    return act(access, target, why=why)


def _message_of(request: GroupRequest, message_id: str) -> Message:
    if not request.access.can(hiding_permission(request.access, message_id)):
        raise NotFound
    return find_message(request.group.pk, message_id)


def _is_seen(found: Message) -> bool:
    return found.state == Message.State.VISIBLE


def _message_page(request: GroupRequest, found: Message, form: RuleForm) -> dict[str, Any]:
    author, is_hidden = found.author, found.state == Message.State.HIDDEN
    page = {
        "message": found,
        "form": form,
        "may_act": author is None or request.access.may_act_on(author.pk, author.role_set),
        "is_party": is_party_to(request.access, message=found),
        "is_hidden": is_hidden,
        "is_for_site": is_hidden and is_for_site(request.access, what_hides(found)),
        "rules": [] if is_hidden else list(enumerate(rules_of(request.group), start=1)),
    }
    if author is None:
        return page
    kind = Action.Kind.RESTORE if is_hidden else Action.Kind.HIDE
    plan = _Plan(kind, form.so_far("rule"), form.so_far("words"))
    return page | _letter(request, author, plan, found)


def _member_page(request: GroupRequest, target: Membership, form: MemberForm) -> dict[str, Any]:
    chosen = form.so_far("kind") or Action.Kind.WARN
    kind = Action.Kind.BAN if chosen == SITE_BAN else Action.Kind(chosen)
    plan = _Plan(
        kind, form.so_far("rule"), form.so_far("words"), form.so_far("length"), is_site_wide=chosen == SITE_BAN
    )
    inviter = target.invited_by if request.access.can(Permission.SEE_WHO_INVITED) else None
    return {
        "member": target,
        "form": form,
        "before": list(actions_on(target)),
        "standing": [(one, WordsForm(prefix=one.public_id)) for one in standing_in(request.group, target)],
        "may_act": request.access.may_act_on(target.pk, target.role_set),
        "is_party": is_party_to(request.access, member=target),
        "suggestion": suggest(request.group, target, plan.rule),
        "pacts": pacts_in_sight(target),
        "inviter": inviter,
        "invited": list(target.invited.order_by("joined_at")) if request.access.can(Permission.SEE_WHO_INVITED) else [],
    } | _letter(request, target, plan)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What would be done, as the form stands, complete or not."""

    kind: Action.Kind
    rule: str
    words: str
    length: str = ""
    is_site_wide: bool = False

    @property
    def has_end(self) -> bool:
        return self.kind in LASTING and self.length != ALWAYS


def _letter(request: GroupRequest, target: Membership, plan: _Plan, found: Message | None = None) -> dict[str, Any]:
    """Return what the preview is filled with: the same as the letter's, of an action that is not saved."""
    planned = Action(
        group=request.group,
        target=target,
        kind=plan.kind,
        rule=plan.rule,
        reason=plan.words[:LONGEST],
        until=end_of(plan.length or "day", timezone.now()) if plan.has_end else None,
        scope=Action.Scope.SITE if plan.is_site_wide else Action.Scope.GROUP,
        is_by_site_staff=request.access.is_site_staff,
    )
    return {
        "details": letter_details(planned, request.group, target, found),
        "letter_template": f"notifications/kinds/{KINDS[plan.kind]}.html",
    }


def _asked(request: GroupRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")[:12]


def _back(request: GroupRequest, form: RuleForm) -> HttpResponse:
    """Lead back to the case, to the chat, or to the log whoever does not read the chat."""
    case = Case.objects.filter(group=request.group, public_id=form.cleaned_data["case"]).first()
    if case is not None:
        return redirect("moderation:case", case_id=case.public_id)
    name = "messaging:chat" if request.access.can(Permission.READ) else "moderation:log"
    return redirect(name, group_id=request.group.public_id)
