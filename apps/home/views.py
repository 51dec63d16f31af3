"""The start: one address, two pages."""

from typing import cast

from django.http import HttpRequest, HttpResponse

from apps.accounts.requests import PersonRequest
from apps.home.landing import landing
from apps.home.today import today


def start(request: HttpRequest) -> HttpResponse:
    """Show the landing page, or Today to a signed-in person."""
    return today(cast("PersonRequest", request)) if request.user.is_authenticated else landing(request)
