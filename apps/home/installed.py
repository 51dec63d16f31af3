"""The site as an app on a home screen: under its own name, or under one that says nothing (safety.md, 3 and 4).

Browsers ask for a manifest without cookies, and ask again each time the app is opened, signed in or not. So each look has
an address and an identity of its own: an app that was put there discreetly never finds itself renamed after the site
because a session has ended.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from apps.accounts.context_processors import site_of
from apps.home.app_icons import PAPER, AppIcon, icons_of


@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """Give the manifest of the app that is called like the site."""
    return _manifest(request, name=site_of(request).name, drawing="mark", start=reverse("home:start"))


@require_safe
def plain_app(request: HttpRequest) -> HttpResponse:
    """Give the manifest of an app that says nothing: it opens at the sign-in, which leads on whoever is signed in."""
    return _manifest(request, name=gettext("Page"), drawing="page", start=reverse("account_login"))


def _manifest(request: HttpRequest, *, name: str, drawing: str, start: str) -> HttpResponse:
    told = {
        "id": request.path,
        "name": name,
        "lang": get_language(),
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [_told(icon) for icon in icons_of(drawing)],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _told(icon: AppIcon) -> dict[str, str]:
    sizes = f"{icon.size}x{icon.size}"
    return {"src": static(icon.file), "sizes": sizes, "type": "image/png", "purpose": icon.purpose}
