"""Pacts: read and written by the two alone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.pacts import DayForm, OwnPartForm, TermsForm
from apps.journey.services.pact_asking import accept_pact, let_be, take_back_question
from apps.journey.services.pact_course import end_pact, go_on, pause_pact, set_own_part
from apps.journey.services.pact_days import days_in, keep_day, own_day
from apps.journey.services.pact_telling import count_as_read
from apps.journey.services.pact_terms import accept_terms, keep_as_it_is, propose_terms, terms_of
from apps.journey.services.pacts import Held, find_pact, other_side_of, side_of, standing_pact
from apps.journey.views.support import is_done, offer_company, page_of, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def pact(request: PersonRequest, pact_id: str) -> HttpResponse:
    """Show a pact or the question for one; keep what one says of the present day."""
    held = find_pact(request.user, pact_id)
    form = DayForm(sent_by(request), own_day(held) if held.is_on else None)
    if form.is_valid() and is_done(form, lambda: keep_day(request.user, pact_id, form.said)):
        messages.success(request, _("Kept. You two can read it."))
        offer_company(request, form)
        return redirect("journey:pact", pact_id)
    if request.method == "GET":
        count_as_read(request.user, held.pact)
    return _page(request, held, form)


@login_required
@require_POST
def pact_answer(request: PersonRequest, pact_id: str) -> HttpResponse:
    """Say yes with one's own hours, or let it be."""
    held = find_pact(request.user, pact_id)
    if request.POST.get("act") != "yes":
        let_be(request.user, pact_id)
        messages.success(request, _("Put away. Nobody is told."))
        return redirect("journey:journey")
    form = OwnPartForm(request.POST, has_hours=held.writes)
    if form.is_valid() and is_done(form, lambda: accept_pact(request.user, pact_id, form.own)):
        messages.success(request, _("You have a pact. The first evening is tomorrow’s."))
        return redirect("journey:pact", pact_id)
    return _page(request, held, DayForm(None), form)


@login_required
@require_POST
def pact_own_part(request: PersonRequest, pact_id: str) -> HttpResponse:
    """Change one's own hours and whether a quiet day may be told."""
    held = standing_pact(request.user, pact_id)
    form = OwnPartForm(request.POST, has_hours=held.writes)
    if form.is_valid() and is_done(form, lambda: set_own_part(request.user, pact_id, form.own)):
        messages.success(request, _("Saved."))
        return redirect("journey:pact", pact_id)
    return _page(request, held, DayForm(None, own_day(held)), form)


@login_required
@require_POST
def pact_pause(request: PersonRequest, pact_id: str) -> HttpResponse:
    """Let it rest, or take it up again."""
    is_paused = request.POST.get("act") != "end"
    pause_pact(request.user, pact_id, is_paused=is_paused)
    messages.success(request, _("It rests. Nothing is expected.") if is_paused else _("Welcome back."))
    return redirect("journey:pact", pact_id)


@login_required
@require_POST
def pact_going_on(request: PersonRequest, pact_id: str) -> HttpResponse:
    """Say on the review date that it goes on."""
    go_on(request.user, pact_id)
    return redirect("journey:pact", pact_id)


@login_required
@require_POST
def pact_ending(request: PersonRequest, pact_id: str) -> HttpResponse:
    """End a pact without a reason, or take a question back."""
    if find_pact(request.user, pact_id).is_on:
        end_pact(request.user, pact_id)
        messages.success(request, _("It has ended, and what was written in it is gone. Thank you for what you tried."))
    else:
        take_back_question(request.user, pact_id)
        messages.success(request, _("You no longer ask."))
    return redirect("journey:journey")


@login_required
@require_POST
def pact_terms(request: PersonRequest, pact_id: str) -> HttpResponse:
    """Propose something else; nothing changes until both agreed."""
    held, today = standing_pact(request.user, pact_id), timezone.localdate()
    form = _terms_form(request.POST, held)
    if form.is_valid() and is_done(form, lambda: propose_terms(request.user, pact_id, form.terms, today=today)):
        messages.success(request, _("Proposed. Nothing changes until you both agree."))
        offer_company(request, form)
        return redirect("journey:pact", pact_id)
    return _page(request, held, DayForm(None, own_day(held)), terms_form=form)


@login_required
@require_POST
def pact_terms_answer(request: PersonRequest, pact_id: str) -> HttpResponse:
    """Say yes to what is proposed, or keep it as it is; whoever proposed takes it back."""
    terms_id = request.POST.get("terms", "")
    if request.POST.get("act") == "yes":
        accept_terms(request.user, pact_id, terms_id)
        messages.success(request, _("It holds from now on. The first evening is tomorrow’s."))
    else:
        keep_as_it_is(request.user, pact_id, terms_id)
        messages.success(request, _("It stays as it is."))
    return redirect("journey:pact", pact_id)


def _page(
    request: PersonRequest,
    held: Held,
    form: DayForm,
    own_form: OwnPartForm | None = None,
    terms_form: TermsForm | None = None,
) -> HttpResponse:
    side, other = side_of(held), other_side_of(held)
    own_form = own_form or OwnPartForm(None, side, has_hours=held.writes)
    terms_form = terms_form or _terms_form(None, held)
    status = max(status_of(form), status_of(own_form), status_of(terms_form))
    context: dict[str, Any] = {"held": held, "side": side, "other_side": other, "form": form, "own_form": own_form}
    if held.is_on:
        context |= {"page": page_of(days_in(held), request), "is_review": held.pact.review_on <= timezone.localdate()}
        context |= {"terms": terms_of(held), "terms_form": terms_form}
    return render(request, "journey/pact.html", context, status=status)


def _terms_form(data: Any, held: Held) -> TermsForm:
    return TermsForm(data, held.pact, side_of(held), today=timezone.localdate(), has_hours=held.writes)
