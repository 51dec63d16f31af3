"""Isolation, noticed with the member: their own page of it, the three questions, and the rule they write."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.core.errors import NotFound
from apps.journey.forms.isolation import NoticingForm, RuleForm, ThreeQuestionsForm
from apps.journey.rules.isolation import SOURCE
from apps.journey.services.answering import answer, remove_answer
from apps.journey.services.circle import may_call, offered_to
from apps.journey.services.leaning import people_for
from apps.journey.services.noticing import begin_noticing, end_noticing, noticing_of
from apps.journey.services.own_signs import signs_of
from apps.journey.services.rule_ends import end_rule_of
from apps.journey.services.rule_sending import holds
from apps.journey.services.small_steps import ladder_of
from apps.journey.services.telling_rules import rule_of, sentence_of, sentences_for, write_rule
from apps.journey.views.support import is_done, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def noticing(request: PersonRequest) -> HttpResponse:
    """Say what it is and let somebody begin, change or end it; whoever wanted it sees their own signs."""
    if request.POST.get("act") == "end":
        end_noticing(request.user)
        messages.success(request, _("It has ended. Everything that was kept of it is deleted."))
        return redirect("journey:noticing")
    kept = noticing_of(request.user)
    form = NoticingForm(sent_by(request), kept)
    if form.is_valid():
        begin_noticing(request.user, form.wish)
        messages.success(request, _("Saved."))
        return redirect("journey:noticing" if kept else "journey:three_questions")
    context: dict[str, Any] = {"form": form, "kept": kept, "source": SOURCE} | (_own(request) if kept else {})
    return render(request, "journey/noticing.html", context, status=status_of(form))


def _own(request: PersonRequest) -> dict[str, Any]:
    """Return what is looked up for whoever wanted it."""
    today, rule = timezone.localdate(), rule_of(request.user)
    return {
        "signs": signs_of(request.user, today),
        "ladder": ladder_of(request.user, today),
        "people": people_for(request.user),
        "can_call": may_call(request.user),
        "rule": rule,
        "is_about_to_tell": bool(rule and rule.agreed_at and holds(rule, timezone.now())),
    }


@login_required
@_both
def three_questions(request: PersonRequest) -> HttpResponse:
    """Ask the three questions and keep the answers; whoever did not want them is told first what it is."""
    if noticing_of(request.user) is None:
        return redirect("journey:noticing")
    form = ThreeQuestionsForm(sent_by(request))
    if form.is_valid() and is_done(form, lambda: answer(request.user, form.answers)):
        messages.success(request, _("Kept. Only you can read it."))
        return redirect("journey:noticing")
    return render(request, "journey/three_questions.html", {"form": form, "source": SOURCE}, status=status_of(form))


@login_required
@require_POST
def answer_remove(request: PersonRequest, answer_id: str) -> HttpResponse:
    """Take the answers of one day away."""
    remove_answer(request.user, answer_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:noticing")


@login_required
@_both
def rule(request: PersonRequest) -> HttpResponse:
    """Let somebody write whom they let know, and when, or take it back."""
    if noticing_of(request.user) is None:
        return redirect("journey:noticing")
    if request.POST.get("act") == "end":
        end_rule_of(request.user)
        messages.success(request, _("The rule is gone. Nobody is told anything by it."))
        return redirect("journey:rule")
    offered, present = offered_to(request.user), rule_of(request.user)
    form = RuleForm(sent_by(request), offered)
    if form.is_valid() and _is_written(request, form):
        messages.success(request, _("They are asked now, on their own page. It holds once they have said yes."))
        return redirect("journey:rule")
    context = {
        "form": form,
        "rule": present,
        "sentence": sentence_of(present.writer.alias) if present else "",
        "sentences": sentences_for(request.user),
    }
    return render(request, "journey/rule.html", context, status=status_of(form))


def _is_written(request: PersonRequest, form: RuleForm) -> bool:
    said = form.cleaned_data
    try:
        return is_done(form, lambda: write_rule(request.user, said["told"], said["condition"]))
    except NotFound:
        # They left, or no longer meet, while the page was open.
        form.add_error("told", _("That is not one of the choices any more."))
        return False
