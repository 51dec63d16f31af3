"""The request as views of a group see it."""

from django.http import HttpRequest

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess


class GroupRequest(HttpRequest):
    """A request whose group was found; `user` is anonymous only behind Permission.SEE_GROUP."""

    user: User
    group: Group
    access: GroupAccess
