"""One case: read it, take it, give it back, hand it over, leave it, close it, and for a moment take that back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.moderation.forms_cases import AnswerForm, CloseForm, DebriefForm, HandOverForm
from apps.moderation.models import Case, Report
from apps.moderation.rules.cases import Stage, may_undo
from apps.moderation.services import closing, hands, keeping_apart, waiting
from apps.moderation.services.handling import Hands, find_case, readers_of
from apps.moderation.services.phrases import rules_of
from apps.moderation.services.showing import describe_reports, is_private, open_to_read
from apps.moderation.views_support import is_done, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show a case to whoever may handle it, and do with it what they chose; a 404 for everybody else."""
    if not isinstance(request.user, User):
        raise NotFound
    if request.method != "POST":
        return _page(request, request.user, case_id, None)
    # Before anything is said about what was sent: may this person know of the case at all?
    found, own = find_case(request.user.pk, case_id)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise NotFound
    return _ACTS[act](request, request.user, found, own)


def _claim(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    form, anyway = forms.Form(request.POST), request.POST.get("anyway") == "1"
    done = form.is_valid() and is_done(form, lambda: hands.claim(user.pk, found.public_id, anyway=anyway))
    return redirect("moderation:case", found.public_id) if done else _page(request, user, found.public_id, form)


def _release(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    return _plain(request, user, found, lambda: hands.release(user.pk, found.public_id), gettext("Given back."))


def _leave(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    said = gettext("Others look at it. You need not say why.")
    return _plain(request, user, found, lambda: hands.leave_to_others(user.pk, found.public_id), said)


def _reopen(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    form = forms.Form(request.POST)
    done = form.is_valid() and is_done(form, lambda: closing.reopen_case(user.pk, found.public_id))
    return redirect("moderation:case", found.public_id) if done else _page(request, user, found.public_id, form)


def _hand_over(request: HttpRequest, user: User, found: Case, own: Hands) -> HttpResponse:
    form = HandOverForm(request.POST, others=hands.others_for(found, own))
    if form.is_valid() and is_done(form, lambda: _handed(user, found, form)):
        messages.success(request, gettext("Handed over. They have been told."))
        return redirect("moderation:queue")
    return _page(request, user, found.public_id, form)


def _close(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    form = CloseForm(request.POST, readers=readers_of(found))
    if form.is_valid() and is_done(form, lambda: closing.close_case(user.pk, found.public_id, **form.cleaned_data)):
        messages.success(request, gettext("Closed. For half a minute you can take that back."))
        return redirect("moderation:case", found.public_id) if found.is_distressing else redirect("moderation:queue")
    return _page(request, user, found.public_id, form)


def _keep_apart(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    said = gettext("They are kept apart from now on. Whoever asked has been told that it is done.")
    return _plain(request, user, found, lambda: keeping_apart.keep_apart(user.pk, found.public_id), said)


def _decline(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid() and is_done(form, lambda: _answered(user, found, form)):
        messages.success(request, gettext("Answered. For half a minute you can take that back; then they read it."))
        return redirect("moderation:case", found.public_id)
    return _page(request, user, found.public_id, form)


def _let_meet(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    said = gettext(
        "It has ended, and whoever asked has been told. Where one of the two chose not to meet the other, that stays."
    )
    return _plain(request, user, found, lambda: keeping_apart.let_meet(user.pk, found.public_id), said)


def _debrief(request: HttpRequest, user: User, found: Case, _own: Hands) -> HttpResponse:
    form = DebriefForm(request.POST)
    if form.is_valid() and is_done(form, lambda: _looked_back(user, found, form)):
        messages.success(request, gettext("Thank you. Be good to yourself now."))
        return redirect("moderation:queue")
    return _page(request, user, found.public_id, form)


_ACTS: dict[str, Callable[[HttpRequest, User, Case, Hands], HttpResponse]] = {
    "claim": _claim,
    "release": _release,
    "leave": _leave,
    "hand_over": _hand_over,
    "close": _close,
    "reopen": _reopen,
    "debrief": _debrief,
    "keep_apart": _keep_apart,
    "decline": _decline,
    "let_meet": _let_meet,
}


def _handed(user: User, found: Case, form: HandOverForm) -> Case:
    given = form.cleaned_data
    return hands.hand_over(user.pk, found.public_id, to=given["to"], note=given["handed_note"])


def _looked_back(user: User, found: Case, form: DebriefForm) -> None:
    closing.keep_debrief(user.pk, found.public_id, note=form.cleaned_data["debrief"])


def _answered(user: User, found: Case, form: AnswerForm) -> None:
    keeping_apart.decline(user.pk, found.public_id, answer=form.cleaned_data["answer"])


def _plain(request: HttpRequest, user: User, found: Case, act: Callable[[], object], said: str) -> HttpResponse:
    """Do what needs nothing filled in and leads back to the queue, or say on the case's page why it could not be."""
    form = forms.Form(request.POST)
    if form.is_valid() and is_done(form, act):
        messages.success(request, said)
        return redirect("moderation:queue")
    return _page(request, user, found.public_id, form)


def _page(request: HttpRequest, user: User, case_id: str, sent: forms.Form | None) -> HttpResponse:
    found, own = open_to_read(user.pk, case_id)
    is_mine = own.hold(found)
    stage = found.stage()
    others = hands.others_for(found, own) if is_mine else []
    is_wish, readers = found.subject == Report.Subject.APART, readers_of(found)
    page: dict[str, Any] = {
        "case": found,
        "readers": readers,
        "reports": describe_reports(found),
        "steps": found.steps.select_related("by"),
        "stage": stage,
        "is_mine": is_mine and stage == Stage.IN_HAND,
        "is_free": stage == Stage.WAITING,
        "is_private": any(is_private(report) for report in found.reports.all()),
        "may_undo": is_mine and found.state == Case.State.CLOSED and may_undo(found.closed_at, timezone.now()),
        "may_look_back": is_mine and closing.may_look_back(found),
        "is_late": found.due_at <= timezone.now(),
        "has_enough": found.is_distressing and hands.has_had_enough(user.pk),
        "rules": list(enumerate(rules_of(found.group), start=1)) if found.group and found.about else [],
        "must_decide": closing.waits_for_a_decision(found),
        "is_wish": is_wish,
        "are_both_here": is_wish and keeping_apart.is_between_two(found),
        "kept_apart": keeping_apart.standing_of(found) if is_wish else None,
        "answer_form": sent if isinstance(sent, AnswerForm) else AnswerForm(),
        "rows": waiting.waiting_for(user),
        "is_veiled": waiting.is_veiled(user),
        "plain": sent if type(sent) is forms.Form else None,
        "close_form": sent if isinstance(sent, CloseForm) else CloseForm(readers=readers),
        "hand_form": sent if isinstance(sent, HandOverForm) else HandOverForm(others=others) if others else None,
        "debrief_form": sent if isinstance(sent, DebriefForm) else DebriefForm(),
    }
    return render(request, "moderation/case.html", page, status=status_of(sent) if sent else 200)
