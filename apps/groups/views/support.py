"""What several views of a group share."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.core.middleware import wants_json
from apps.groups.errors import AliasTaken, AliasUnusable
from apps.groups.forms.fields import add_problem
from apps.groups.forms.joining import AliasForm, JoinForm


def person(request: HttpRequest) -> User | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, User) else None


def to_signup(request: HttpRequest) -> HttpResponseRedirect:
    """Lead a visitor to sign-up, and from there back to this page."""
    return HttpResponseRedirect(f"{reverse('account_signup')}?{urlencode({'next': request.get_full_path()})}")


def local_next(request: HttpRequest) -> str:
    """Return the page to go to afterwards, or nothing; an address elsewhere counts as nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def to_chat(group_id: str) -> HttpResponse:
    """Lead to where the group talks."""
    return redirect("messaging:chat", group_id)


def show_problem(request: HttpRequest, form: JoinForm | AliasForm, error: DomainError) -> None:
    """The form says it, beside the alias when that is to blame; what was typed stays.

    Programs get the error itself, and a group that is not there any more is a 404.
    """
    if isinstance(error, NotFound) or wants_json(request):
        raise error
    is_about_alias = isinstance(error, AliasTaken | AliasUnusable)
    field = "alias" if is_about_alias else "agreement" if error.code.startswith("agreement_") else None
    add_problem(form, error, field if field in form.fields else None)


def form_as_json(form: JoinForm) -> JsonResponse:
    """Return the first thing that is wrong with a form, for programs."""
    first = next(iter(form.errors.get_json_data().values()))[0]
    return JsonResponse({"code": first["code"] or "invalid", "detail": first["message"]}, status=422)
