"""What every page knows of the site."""

from typing import Any

from django.http import HttpRequest

from apps.accounts.models import SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """Add `site`, the one settings row, read once a request."""
    return {"site": SiteSettings.load()}
