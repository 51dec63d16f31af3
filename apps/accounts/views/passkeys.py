"""One's own passkeys: the list, one more, another name, and taking one away."""

import json

from allauth.account.decorators import reauthentication_required
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import LastSecondFactor, OnlyWayIn
from apps.accounts.passkey_forms import MakePasskeyForm, NameForm
from apps.accounts.requests import PersonRequest
from apps.accounts.services import passkeys


@login_required
@require_safe
def passkeys_page(request: PersonRequest) -> HttpResponse:
    """Show the person's passkeys."""
    return _page(request, NameForm())


@login_required
@redirect_if_add_not_allowed  # type: ignore[untyped-decorator]  # allauth has no types
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth has no types
def passkey_add(request: PersonRequest) -> HttpResponse:
    """Make one more passkey."""
    form = MakePasskeyForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        name, kept = form.cleaned_data["name"], form.cleaned_data["credential"]
        has_spare_codes = passkeys.add_passkey(request, request.user, name, kept)
        messages.success(request, gettext("The passkey is kept. You can sign in with it from now on."))
        return redirect("mfa_view_recovery_codes" if has_spare_codes else "mfa_list_webauthn")
    context = {"form": form, "options": json.dumps(auth.begin_registration(request.user, passwordless=True))}
    return render(request, "mfa/webauthn/add_form.html", context)


@login_required
@require_POST
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth has no types
def passkey_rename(request: PersonRequest, mark: str) -> HttpResponse:
    """Call a passkey something else."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, mark)
    passkeys.rename_passkey(request.user, mark, form.cleaned_data["name"])
    messages.success(request, gettext("That is kept."))
    return redirect("mfa_list_webauthn")


@login_required
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth has no types
def passkey_remove(request: PersonRequest, mark: str) -> HttpResponse:
    """Ask once more, then take a passkey away."""
    row = passkeys.passkey_of(request.user, mark)
    if request.method != "POST":
        context = {"name": row.wrap().name, "mark": mark}
        return render(request, "mfa/webauthn/authenticator_confirm_delete.html", context)
    try:
        passkeys.remove_passkey(request, request.user, mark)
    except (OnlyWayIn, LastSecondFactor) as error:
        messages.error(request, gettext(error.sentence))
    else:
        messages.success(request, gettext("The passkey opens nothing here any more."))
    return redirect("mfa_list_webauthn")


def _page(request: PersonRequest, form: NameForm, mark: str = "") -> HttpResponse:
    """Show the list; the form of the passkey with this mark has come back with an error."""
    own = passkeys.list_passkeys(request.user)
    rows = [(one, form if one.mark == mark else NameForm(initial={"name": one.name})) for one in own]
    return render(request, "mfa/webauthn/authenticator_list.html", {"passkeys": rows})
