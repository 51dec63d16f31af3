"""What one agrees to before anything else, and again when it changes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.context_processors import site_of
from apps.accounts.forms import ConsentForm
from apps.accounts.requests import PersonRequest
from apps.accounts.services.consent import missing_documents, record_consent


@login_required
def consent(request: PersonRequest) -> HttpResponse:
    """Ask for what is missing; with nothing missing there is nothing to ask."""
    site = site_of(request)
    documents = missing_documents(request.user, site)
    form = ConsentForm(request.POST if request.method == "POST" else None, documents=documents)
    if not documents:
        return HttpResponseRedirect(_way_on(request))
    if request.method == "POST" and form.is_valid():
        record_consent(request.user, documents, site)
        return HttpResponseRedirect(_way_on(request))
    has_agreed_before = request.user.consents.exists()
    return render(
        request, "accounts/consent.html", {"form": form, "is_again": has_agreed_before, "next": _way_on(request)}
    )


def _way_on(request: PersonRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else resolve_url("home:start")
