"""What every page knows of the site."""

from typing import Any

from django.http import HttpRequest

from apps.accounts.models import SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """Add the one settings row as `site` and `site_settings`.

    allauth's views put something of their own under `site`: what stands on every page says `site_settings`.
    """
    return {"site": site_of(request), "site_settings": site_of(request)}


def site_of(request: HttpRequest) -> SiteSettings:
    """Return the settings row of this request; the first to ask reads it."""
    known: SiteSettings | None = getattr(request, "site_settings", None)
    if known is None:
        known = SiteSettings.load()
        request.site_settings = known  # type: ignore[attr-defined]  # kept for the rest of this request
    return known
