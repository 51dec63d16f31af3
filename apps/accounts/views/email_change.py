"""Another e-mail, proved by codes to both addresses."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.manage_email import emit_email_changed
from allauth.core.ratelimit import consume, consume_or_429, respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from apps.accounts.email_forms import CodesForm, EmailForm
from apps.accounts.errors import AddressTaken
from apps.accounts.requests import PersonRequest
from apps.accounts.services import email_change


@login_required
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]  # allauth has no types
def email(request: PersonRequest) -> HttpResponse:
    """Ask for the new address and send a code to each."""
    limited: HttpResponse | None = consume_or_429(request, action="manage_email", user=request.user)
    if limited:
        return limited
    form = EmailForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        if not _may_mail(request, form.cleaned_data["email"]):
            too_often: HttpResponse = respond_429(request)
            return too_often
        email_change.ask_for_codes(request.session, request.user, form.cleaned_data["email"])
        return redirect("account_email_codes")
    wish = email_change.pending_change(request.session, request.user)
    return render(request, "account/email_change.html", {"form": form, "pending": wish})


@login_required
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]  # allauth has no types
def email_codes(request: PersonRequest) -> HttpResponse:
    """Ask for both codes; with both right the address has changed."""
    wish = email_change.pending_change(request.session, request.user)
    if wish is None:
        return redirect("account_email")
    if request.method == "POST" and "stop" in request.POST:
        email_change.forget_change(request.session)
        return redirect("accounts:me")
    form = CodesForm(request.POST if request.method == "POST" else None, wish=wish)
    if request.method == "POST" and form.is_valid():
        return _change(request, wish.email)
    if form.is_bound and not email_change.note_wrong_code(request.session, wish):
        messages.error(request, gettext("That was not right five times, so nothing was changed. Please begin again."))
        return redirect("account_email")
    return render(request, "account/email_codes.html", {"form": form, "new_email": wish.email})


def _change(request: PersonRequest, new_email: str) -> HttpResponse:
    email_change.forget_change(request.session)
    try:
        old, new = email_change.change_email(request.user, new_email)
    except AddressTaken as error:
        messages.error(request, gettext(error.sentence))
        return redirect("account_email")
    emit_email_changed(request, old, new)
    messages.success(request, gettext("Your e-mail is changed. You sign in with the new one from now on."))
    return redirect("accounts:me")


def _may_mail(request: PersonRequest, new_email: str) -> bool:
    # Codes to an address are counted together, whoever asks for them and for what.
    return bool(consume(request, action="confirm_email", key=new_email.lower()))
