"""What every view of a group begins with: the group, what the person is in it, and whether that is enough."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpResponse
from django.shortcuts import render

from apps.core.errors import NotFound
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.access import find_group


def group_view[**P](
    permission: Permission,
) -> Callable[[Callable[Concatenate[GroupRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Put `request.group` and `request.access` on the request, or answer as if there were nothing.

    A page that one may not see is a 404 like any other; only a member hears why a change is refused (muted, closed).
    """

    def decorate(
        view: Callable[Concatenate[GroupRequest, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: GroupRequest, /, group_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.group, request.access = find_group(group_id, request.user)
            may_hear_why = request.access.is_member and request.method not in {"GET", "HEAD"}
            if not may_hear_why and not request.access.can(permission):
                raise NotFound
            request.access.require(permission)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def render_group(
    request: GroupRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page of the request's group; templates find it as `group`, and what the person is in it as `access`."""
    shared = {"group": request.group, "access": request.access}
    return render(request, template, shared | (context or {}), status=status)
