"""Founding a group, for those who may; for all others there is nothing here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.errors import DomainError, NotFound
from apps.groups.forms.fields import add_problem
from apps.groups.forms.settings import FoundingForm
from apps.groups.services.groups import found_group, may_found
from apps.groups.views.support import person


@require_http_methods(["GET", "HEAD", "POST"])
def founding(request: HttpRequest) -> HttpResponse:
    """Show what a group needs, and found it; nobody finds it until its owner lists it."""
    user = person(request)
    if user is None or not may_found(user):
        raise NotFound
    form = FoundingForm(request.POST or None, initial={"language": user.language, "time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        alias, agreement, topics = chosen.pop("alias"), chosen.pop("agreement"), chosen.pop("topics")
        try:
            group = found_group(user, alias, agreement, topics=topics, **chosen)
        except DomainError as error:
            add_problem(form, error, "alias")
        else:
            is_waiting = group.state == group.State.PROPOSED
            messages.success(
                request,
                _("Thank you. Somebody looks at it, and we tell you. Until then only you see it.")
                if is_waiting
                else _("Your group is there. Only you can see it until you let people find it."),
            )
            return redirect("groups:settings", group.public_id)
    return render(request, "groups/founding.html", {"form": form}, status=422 if form.errors else 200)
