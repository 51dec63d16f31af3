"""The request as views of a signed-in person see it."""

from django.http import HttpRequest

from apps.accounts.models import User


class PersonRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User
