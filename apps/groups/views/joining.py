"""Coming into a group: openly, by asking, or by an invitation; and going."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import DomainError
from apps.core.middleware import wants_json
from apps.groups.errors import AlreadyAsked, AlreadyMember, LastOwner
from apps.groups.forms.joining import JoinForm
from apps.groups.models import Group, Joining, Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.rules.aliases import fold, suggest_alias
from apps.groups.services.admission import former_membership, is_taken
from apps.groups.services.invitations import accept_invitation, find_invited_group
from apps.groups.services.join_requests import ask_to_join, withdraw_request
from apps.groups.services.joining import join_openly, leave_group
from apps.groups.views.support import form_as_json, local_next, person, show_problem, to_chat, to_signup
from apps.groups.views_support import group_view, render_group


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.SEE_GROUP)
def joining(request: GroupRequest) -> HttpResponse:
    """Show what to fill in, and join or ask; visitors sign up first and come back here."""
    if person(request) is None:
        return to_signup(request)
    if request.access.is_member:
        return _onwards(request, request.group)
    form = _join_form(request, request.group)
    if request.method == "POST" and form.is_valid():
        try:
            return _join(request, form)
        except AlreadyMember:
            return _onwards(request, request.group)
        except DomainError as error:
            show_problem(request, form, error)
    return _page(request, request.group, form)


def _join(request: GroupRequest, form: JoinForm) -> HttpResponse:
    if request.group.joining == Joining.REQUEST:
        try:
            ask_to_join(request.user, request.group, form.wish, form.answers)
        except AlreadyAsked:
            messages.info(request, _("You have asked already. A person will read it and answer."))
        return redirect("groups:group", request.group.public_id)
    join_openly(request.user, request.group, form.wish)
    return _onwards(request, request.group)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the group that an invitation opens, and join by it; to visitors it says no more than that there is one."""
    viewer = person(request)
    group = find_invited_group(token, viewer)
    if viewer is None:
        return render(request, "groups/invitation_signed_out.html", {"next": request.get_full_path()})
    if Membership.objects.active().filter(group=group, user=viewer).exists():
        return _onwards(request, group)
    form = _join_form(request, group, asks=False)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(viewer, token, form.wish)
        except DomainError as error:
            show_problem(request, form, error)
        else:
            return _onwards(request, group)
    return _page(request, group, form, is_invited=True)


def _join_form(request: HttpRequest, group: Group, *, asks: bool | None = None) -> JoinForm:
    user = person(request)
    former = former_membership(group, user) if user else None
    suggestion = "" if former or user is None else _free_suggestion(group, user.pk)
    typed = request.POST if request.method == "POST" else None
    email = user.email if user else ""
    return JoinForm(typed, group, email=email, former=former, suggestion=suggestion, asks=asks)


def _free_suggestion(group: Group, user_id: int) -> str:
    for _try in range(5):
        alias = suggest_alias(get_language() or "en", secrets.choice)
        if not is_taken(group.pk, fold(alias), by_others_than=user_id):
            return alias
    return ""


def _page(request: HttpRequest, group: Group, form: JoinForm, *, is_invited: bool = False) -> HttpResponse:
    if form.errors and wants_json(request):
        return form_as_json(form)
    context = {"group": group, "form": form, "is_invited": is_invited, "next": local_next(request)}
    # 422 tells a program that nothing happened; a browser shows the page all the same.
    return render(request, "groups/joining.html", context, status=422 if form.errors else 200)


def _onwards(request: HttpRequest, group: Group) -> HttpResponse:
    wanted = local_next(request)
    return HttpResponseRedirect(wanted) if wanted else to_chat(group.public_id)


@require_POST
@group_view(Permission.SEE_GROUP)
def request_withdraw(request: GroupRequest) -> HttpResponse:
    """Take one's request back."""
    if request.user.is_authenticated:
        withdraw_request(request.user, request.group)
        messages.success(request, _("You took your request back. Nobody is told why."))
    return redirect("groups:group", request.group.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.LEAVE)
def leaving(request: GroupRequest) -> HttpResponse:
    """Say what leaving means, and leave."""
    problem = ""
    if request.method == "POST":
        try:
            leave_group(request.access)
        except LastOwner as error:
            problem = _(error.sentence)
        else:
            messages.success(request, _("You left the group. You can come back when you like."))
            return redirect("groups:finder")
    return render_group(request, "groups/leaving.html", {"problem": problem}, status=409 if problem else 200)
