"""The way from the page "Me" to one's journey."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def way_to_journey(request: HttpRequest) -> SafeString:
    """Return the part of "Me" that leads there; it says nothing of what is kept."""
    return render_to_string("journey/_way.html", {}, request=request)
