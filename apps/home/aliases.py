"""A person's aliases, one a group: their part of the page "Me"."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.groups.models import Membership


def own_aliases(request: HttpRequest) -> SafeString:
    """Return the list of the groups this person is in, with the alias they have there."""
    memberships = Membership.objects.filter(user_id=request.user.pk or 0, ended_at=None).select_related("group")
    return render_to_string(
        "home/_own_aliases.html", {"memberships": memberships.order_by("group__name")}, request=request
    )
