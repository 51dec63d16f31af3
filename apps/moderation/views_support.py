"""What every moderation page begins with: members and strangers get the same answer, whatever they send."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django import forms
from django.http import HttpResponse

from apps.core.errors import DomainError, NotFound
from apps.core.wording import in_words
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view
from apps.moderation.errors import NothingChanged
from apps.moderation.services.phrases import rules_of, words_for


def moderation_view[**P](
    view: Callable[Concatenate[GroupRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Put `request.group` and `request.access` on the request of somebody who sees the moderation; 404 for all others."""

    @group_view(Permission.SEE_GROUP)
    @wraps(view)
    def wrapped(request: GroupRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.access.can(Permission.SEE_MODERATION):
            raise NotFound
        return view(request, *args, **kwargs)

    return wrapped


def find_member(request: GroupRequest, membership_id: str) -> Membership:
    """Return a member of this group, former ones included; raises NotFound."""
    found = Membership.objects.filter(group=request.group, public_id=membership_id).first()
    if found is None:
        raise NotFound
    return found


def begun_at_rule(request: GroupRequest) -> dict[str, str]:
    """Return what a form begins with: the point of the agreement that the address names, and the words for it."""
    points, number = rules_of(request.group), request.GET.get("rule", "")[:4]
    rule = points[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(points) else ""
    return {"rule": rule, "words": words_for(request.group, rule) if rule else ""}


def is_done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, or put beside what was typed why it could not be done. What may not be known stays a 404."""
    try:
        act()
    except NotFound:
        raise
    except DomainError as error:
        form.add_error(None, in_words(error))
        return False
    return True


def require_change(done: object | None) -> None:
    """Pass, or raise NothingChanged where it held already: nobody was told anything."""
    if done is None:
        raise NothingChanged


def status_of(form: forms.Form) -> int:
    """Return 422 for a form that was sent with something missing or wrong in it."""
    return 422 if form.is_bound and form.errors else 200
