"""Looking after somebody: who waits for it, one page for each, and the sealed card that a member may write."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.moderation.forms_care import CardForm, forms_about
from apps.moderation.models import Concern
from apps.moderation.services import cards, care
from apps.moderation.views_support import is_done, moderation_view

_both = require_http_methods(["GET", "HEAD", "POST"])
# What one does with a form, by the name of its button.
FORM_OF = {"tell": "word_form", "steps": "steps_form", "close": "closing_form", "ask_card": "reason_form"}


@require_safe
@moderation_view
def concerns(request: GroupRequest) -> HttpResponse:
    """Show whom somebody should ask how they are."""
    return render_group(request, "moderation/concerns.html", {"concerns": care.concerns_in(request.access)})


@_both
@moderation_view
def concern(request: GroupRequest, concern_id: str) -> HttpResponse:
    """Show one concern with its steps, and do what was decided."""
    found = care.find_concern(request.access, concern_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    shown = forms_about(found, request.POST, act)
    if request.method == "POST":
        form = shown[FORM_OF[act]] if act in FORM_OF else forms.Form(request.POST)
        if form.is_valid() and is_done(form, lambda: _act(request, concern_id, act, form)):
            return _done(request, concern_id, act)
        return _page(request, care.find_concern(request.access, concern_id), shown, form)
    return _page(request, found, shown)


def _act(request: GroupRequest, concern_id: str, act: str, form: forms.Form) -> object:
    access = request.access
    ways: dict[str, Callable[[], object]] = {
        "take": lambda: care.take_concern(access, concern_id),
        "give_back": lambda: care.give_back(access, concern_id),
        "tell": lambda: care.tell_member(access, concern_id, form.cleaned_data["words"]),
        "steps": lambda: care.note_steps(access, concern_id, form.cleaned_data["steps"]),
        "close": lambda: care.close_concern(access, concern_id, care.Ending(**form.cleaned_data)),
        "again": lambda: care.follow_up(access, concern_id),
        "ask_card": lambda: cards.ask_to_open(access, concern_id, form.cleaned_data["reason"]),
        "agree_card": lambda: cards.agree_to_open(access, concern_id),
        "read_card": lambda: None,
    }
    if act not in ways:
        raise NotFound
    return ways[act]()


def _done(request: GroupRequest, concern_id: str, act: str) -> HttpResponse:
    if act == "read_card":
        # Shown in the answer to a form alone: no address leads to it, and no page keeps it.
        found = care.find_concern(request.access, concern_id)
        return _page(request, found, forms_about(found), words=cards.read_card(request.access, concern_id))
    messages.success(request, gettext("Done."))
    where = ("moderation:concerns", request.group.public_id)
    return redirect(*where) if act in {"close", "again"} else redirect("moderation:concern", *where[1:], concern_id)


def _page(
    request: GroupRequest,
    found: Concern,
    shown: dict[str, forms.Form],
    sent: forms.Form | None = None,
    words: str = "",
) -> HttpResponse:
    own = request.access.membership_id
    context: dict[str, Any] = shown | {
        "concern": found,
        "is_mine": found.closed_at is None and found.taken_by_id == own,
        "is_free": found.closed_at is None and found.taken_by_id is None,
        "is_again": care.is_to_be_asked_again(found),
        "has_card": cards.has_card(found),
        "opening": cards.opening_of(found),
        "card": words,
        "problem": sent.non_field_errors() if sent is not None else (),
    }
    return render_group(request, "moderation/concern.html", context, status=422 if sent is not None else 200)


@_both
@group_view(Permission.READ)
def card(request: GroupRequest) -> HttpResponse:
    """Write one's own card for this group, or take it away."""
    present = cards.own_card(request.access)
    form = CardForm(request.POST or None, initial={"words": present.words if present else ""})
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and is_done(form, lambda: cards.write_card(request.access, form.cleaned_data["words"])):
        messages.success(request, gettext("Saved. It is sealed."))
        return redirect("groups:me", request.group.public_id)
    context = {"form": form, "has_card": present is not None}
    return render_group(request, "moderation/card.html", context, status=422 if form.errors else 200)
