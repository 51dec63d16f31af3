"""The rota: who has which shift, and what the next one should know. For those who look after the group."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.rules.time_zones import zone_or_utc
from apps.core.errors import DomainError, NotFound
from apps.groups.errors import ShiftGone
from apps.groups.forms.duty import HandOverForm, ShiftForm
from apps.groups.forms.fields import add_problem
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.requests import GroupRequest
from apps.groups.services import rota as services
from apps.groups.services.duty import who_look_after
from apps.groups.views_support import group_view, render_group

# What may be done with one shift, and what is said then.
ACTS: dict[str, tuple[Callable[[GroupAccess, str], None], Callable[[], str]]] = {
    "offer": (services.offer_shift, lambda: _("We asked the others. Until somebody takes it, it is yours.")),
    "keep": (services.keep_shift, lambda: _("You keep it.")),
    "take": (services.take_shift, lambda: _("It is yours now. Thank you.")),
    "drop": (services.drop_shift, lambda: _("It is off the rota.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.SEE_MODERATION)
def rota(request: GroupRequest) -> HttpResponse:
    """Show the shifts of the next days and the notes, and put oneself down for a single shift."""
    form = ShiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_shift(request.access, form.span(zone_or_utc(request.group.time_zone)))
        except NotFound:
            raise
        except DomainError as error:
            add_problem(form, error)
        else:
            messages.success(request, _("You are on the rota. Thank you."))
            return _back(request)
    return _page(request, shift_form=form)


@require_POST
@group_view(Permission.SEE_MODERATION)
def shift_change(request: GroupRequest, shift_id: str) -> HttpResponse:
    """Give up, keep, take or drop one shift; whoever comes second hears how it stands."""
    act, words = ACTS.get(request.POST.get("act", ""), (None, None))
    if act is None or words is None:
        raise NotFound
    try:
        act(request.access, shift_id)
    except ShiftGone as error:
        messages.error(request, _(error.sentence))
    else:
        messages.success(request, words())
    return _back(request)


@require_POST
@group_view(Permission.SEE_MODERATION)
def hand_over(request: GroupRequest) -> HttpResponse:
    """Leave a note to the next one, or count what others left as read."""
    if request.POST.get("act") == "read":
        services.note_read(request.access)
        return _back(request)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _page(request, note_form=form)
    services.leave_note(request.access, form.cleaned_data["words"])
    messages.success(request, _("Kept for the next one. Only those who look after the group read it."))
    return _back(request)


@require_POST
@group_view(Permission.SEE_MODERATION)
def naming(request: GroupRequest) -> HttpResponse:
    """Let the group see that it is oneself who is on duty, or not."""
    services.show_duty(request.access, is_shown=request.POST.get("shown") == "1")
    messages.success(request, _("Saved."))
    return _back(request)


def _page(
    request: GroupRequest, shift_form: forms.Form | None = None, note_form: forms.BaseForm | None = None
) -> HttpResponse:
    own = who_look_after(request.group.pk).filter(pk=request.access.membership_id or 0).first()
    # Site safety staff see who is there, and not what those who are leave to each other.
    notes = services.notes_of(request.access) if own else []
    context = {
        "lines": services.shifts_ahead(request.access),
        "notes": notes,
        "has_unread": any(note.read_at is None and note.author != own for note in notes),
        "own": own,
        "shift_form": shift_form or ShiftForm(),
        "note_form": note_form or HandOverForm(),
    }
    is_wrong = any(form is not None and form.is_bound and form.errors for form in (shift_form, note_form))
    return render_group(request, "groups/rota.html", context, status=422 if is_wrong else 200)


def _back(request: GroupRequest) -> HttpResponse:
    return redirect("groups:rota", request.group.public_id)
