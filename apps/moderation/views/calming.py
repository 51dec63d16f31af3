"""Calming the whole room, and the ladder that a group goes by."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.messaging.services.rooms import chat_room, wall_room
from apps.moderation.forms import MEASURES
from apps.moderation.forms_decisions import CalmForm, StepForms
from apps.moderation.rules.figures import FEWEST
from apps.moderation.rules.ladder import MOST_STEPS, Step
from apps.moderation.rules.lengths import LENGTHS
from apps.moderation.services import calming
from apps.moderation.services.figures import figures_of
from apps.moderation.services.ladder import set_steps, steps_of
from apps.moderation.views_support import is_done, moderation_view, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@_both
@moderation_view
def calm(request: GroupRequest) -> HttpResponse:
    """Let a room rest, slow it down, or look at newcomers' posts first; and take it back."""
    if not request.access.can(Permission.CALM_ROOM):
        raise NotFound
    now, group = timezone.now(), request.group
    rooms = [chat_room(group), *([wall_room(group)] if group.has_wall else [])]
    resting = [room for room in rooms if room.locked_until and room.locked_until > now]
    held_until = group.newcomers_held_until if (group.newcomers_held_until or now) > now else None
    offered = {"slow", "hold", *(f"lock_{room.kind}" for room in rooms), *(f"unlock_{room.kind}" for room in resting)}
    form = CalmForm(request.POST or None, group=group, offered=offered | ({"release"} if held_until else set()))
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _calm(request, form)):
        messages.success(request, gettext("Done. It holds at once."))
        return redirect("moderation:calm", group_id=group.public_id)
    page = {"form": form, "resting": resting, "slow": rooms[0].pause(now), "held_until": held_until}
    page["slow_until"] = rooms[0].slow_until
    return render(request, "moderation/calm.html", page, status=status_of(form))


def _calm(request: GroupRequest, form: CalmForm) -> object:
    access, why, kind = request.access, form.why, form.cleaned_data["kind"]
    acts: dict[str, Callable[[], object]] = {
        "lock_chat": lambda: calming.lock(access, chat_room(request.group), until=form.until, why=why),
        "unlock_chat": lambda: calming.unlock(access, chat_room(request.group), why=why),
        "lock_wall": lambda: calming.lock(access, wall_room(request.group), until=form.until, why=why),
        "unlock_wall": lambda: calming.unlock(access, wall_room(request.group), why=why),
        "slow": lambda: calming.slow(
            access,
            chat_room(request.group),
            seconds=int(form.cleaned_data["pause"]),
            until=form.pause_until,
            why=why,
        ),
        "hold": lambda: calming.hold(access, until=form.until, why=why),
        "release": lambda: calming.release(access, why=why),
    }
    return acts[kind]()


@_both
@moderation_view
def ladder(request: GroupRequest) -> HttpResponse:
    """Show the group's ladder to those who look after it, and let its owners change it."""
    may_change = request.access.can(Permission.CHANGE_SETTINGS)
    if request.method == "POST":
        request.access.require(Permission.CHANGE_SETTINGS)
    begun = [{"kind": step.kind, "length": step.length} for step in steps_of(request.group)]
    rows = StepForms(request.POST or None, initial=begun + [{}] * (MOST_STEPS - len(begun)))
    if request.method == "POST" and rows.is_valid():
        first = rows.forms[0]
        steps = [form.step for form in rows.forms if form.step]
        if is_done(first, lambda: set_steps(request.access, steps)):
            messages.success(request, gettext("Saved."))
            return redirect("moderation:ladder", group_id=request.group.public_id)
    status = 422 if rows.is_bound and any(form.errors for form in rows.forms) else 200
    page = {"rows": rows, "may_change": may_change, "steps": [_in_words(step) for step in steps_of(request.group)]}
    return render(request, "moderation/ladder.html", page, status=status)


def _in_words(step: Step) -> str:
    words = gettext(MEASURES[step.kind][0])
    return f"{words}: {gettext(LENGTHS[step.length][0])}" if step.length else words


@require_safe
@group_view(Permission.SEE_GROUP)
def figures(request: GroupRequest) -> HttpResponse:
    """Show members how often what was decided in their group: numbers alone, and none that could be somebody."""
    if not (request.access.can(Permission.READ) or request.access.can(Permission.SEE_MODERATION)):
        raise NotFound
    return render_group(request, "moderation/figures.html", {"months": figures_of(request.group), "fewest": FEWEST})
