"""Messages that somebody is to look at, and what a group looks for in them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.messaging.models import WatchedWord
from apps.messaging.services.rooms import chat_room
from apps.messaging.services.watching import watched_in
from apps.moderation.forms import RuleForm
from apps.moderation.forms_screening import WatchForm
from apps.moderation.services import screening, watched
from apps.moderation.services.phrases import rules_of
from apps.moderation.services.reporters import is_party_to
from apps.moderation.views_support import begun_at_rule, is_done, moderation_view, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@moderation_view
def held(request: GroupRequest) -> HttpResponse:
    """Show the messages that wait for this person."""
    return render(request, "moderation/held.html", {"waiting": screening.waiting_in(request.access)})


@_both
@moderation_view
def held_message(request: GroupRequest, message_id: str) -> HttpResponse:
    """Show one message that waits, and let it stand or turn it down."""
    one = screening.find_waiting(request.access, message_id)
    act = request.POST.get("act", "")
    sent = request.POST if act == "turn_down" else None
    form = RuleForm(sent, group=request.group, initial=begun_at_rule(request), takes_away=True)
    plain = forms.Form(request.POST if act == "stand" else None)
    if act == "stand" and plain.is_valid() and is_done(plain, lambda: screening.let_stand(request.access, message_id)):
        messages.success(request, gettext("Done. It stands in the room."))
        return redirect("moderation:held", group_id=request.group.public_id)
    if act == "turn_down" and form.is_valid() and is_done(form, lambda: _turn_down(request, message_id, form)):
        messages.success(request, gettext("Done. Whoever wrote it reads why, and has their words back."))
        return redirect("moderation:held", group_id=request.group.public_id)
    page = {"one": one, "form": form, "plain": plain, "rules": list(enumerate(rules_of(request.group), start=1))}
    page["is_party"] = is_party_to(request.access, message=one.message)
    return render(request, "moderation/held_message.html", page, status=max(status_of(form), status_of(plain)))


def _turn_down(request: GroupRequest, message_id: str, form: RuleForm) -> None:
    given = form.cleaned_data
    screening.turn_down(request.access, message_id, words=given["words"], rule=given["rule"])


@_both
@moderation_view
def watched_list(request: GroupRequest) -> HttpResponse:
    """Show what the group looks for in messages, and add to it."""
    _require_calm(request)
    form = WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _watch(request, form)):
        messages.success(request, gettext("Done. It holds for the next message."))
        return redirect("moderation:watched", group_id=request.group.public_id)
    return render(request, "moderation/watched.html", _watched_page(request, form), status=status_of(form))


@require_POST
@moderation_view
def watched_remove(request: GroupRequest) -> HttpResponse:
    """Take something off the list; what is not on it changes nothing."""
    _require_calm(request)
    kind, word = (request.POST.get(name, "").replace("\0", "")[:60] for name in ("kind", "word"))
    watched.watch_no_more(request.access, kind, word)
    return redirect("moderation:watched", group_id=request.group.public_id)


def _require_calm(request: GroupRequest) -> None:
    if not request.access.can(Permission.CALM_ROOM):
        raise NotFound


def _watch(request: GroupRequest, form: WatchForm) -> None:
    given = form.cleaned_data
    watched.watch_for(request.access, given["kind"], given["word"], given["effect"])


def _watched_page(request: GroupRequest, form: WatchForm) -> dict[str, Any]:
    kinds, effects = dict(WatchedWord.Kind.choices), dict(WatchedWord.Effect.choices)
    group, now = request.group, timezone.now()
    until = group.newcomers_held_until
    return {
        "form": form,
        "listed": [(one, kinds[one.kind.value], effects[one.effect.value]) for one in watched_in(group.pk)],
        "slow": chat_room(group).pause(now),
        "held_until": until if until and until > now else None,
    }
