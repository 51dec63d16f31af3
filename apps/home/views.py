"""Pages that gather from several apps; no models and no writes here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def start(request: HttpRequest) -> HttpResponse:
    """Show the landing page, or Today to a signed-in person."""
    return render(request, "home/landing.html")
