"""Tags that every page may use: icons, avatars, the navigation and fields."""

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from apps.core.avatars import avatar_of

register = template.Library()

# Arrows and doors point the other way where people read from right to left.
TURNING = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-in", "log-out", "reply", "send"}
)

# First fit: every browser also names the ones it descends from.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip

SECTIONS = {
    "home": "today",
    "groups": "groups",
    "moderation": "groups",
    "meetings": "meetings",
    "messaging": "messages",
    "accounts": "me",
    "notifications": "me",
    "journey": "me",
}


@register.simple_tag(takes_context=True)
def is_neutral(context: Context) -> bool:
    """Tell whether the tab and the app may say nothing of this site: neither what it is called nor what the page is about.

    So it is for whoever is discreet, and on what a device keeps or a link shows, because nobody knows who looks at it.
    """
    user = context.get("user")
    if user is not None and user.is_authenticated:
        return bool(user.is_discreet)
    return bool(context.get("is_kept"))


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw one icon of the sprite; it is decoration: a word or an `aria-label` stands beside it."""
    turns = " icon--turns" if name in TURNING else ""
    classes = f"icon{turns} {extra_class}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', classes, static("icons.svg"), name
    )


@register.filter
def named(member: object) -> SafeString:
    """Return a membership's alias so that an open page can change it when the member does."""
    public_id, alias = getattr(member, "public_id", ""), getattr(member, "alias", "")
    return format_html('<span data-member="{}">{}</span>', public_id, alias)


@register.simple_tag
def avatar(public_id: str, size: str = "", extra_class: str = "") -> SafeString:
    """Draw the pebble of a membership or a group; `size` is "", "small" or "large"."""
    drawn = avatar_of(str(public_id))
    sized = f" avatar--{size}" if size else ""
    extra = f" {extra_class}" if extra_class else ""
    return format_html(
        '<span class="avatar avatar--{} avatar--shape-{}{}{}" aria-hidden="true">'
        '<svg viewBox="0 0 48 48"><g transform="rotate({} 24 24)">{}</g></svg></span>',
        drawn.tone,
        drawn.outline,
        sized,
        extra,
        drawn.turn,
        mark_safe(drawn.form + drawn.mark),  # noqa: S308  our own constants
    )


@register.filter
def navigation(current: str, request: HttpRequest) -> SafeString:
    """Turn the page's `nav_current` block into the navigation; an empty block means "where the address is"."""
    return render_to_string(
        "components/nav.html", {"current": current.strip() or section_of(request), "request": request}
    )


def section_of(request: HttpRequest) -> str:
    """Return which of the five places an address belongs to, or nothing."""
    match = getattr(request, "resolver_match", None)
    return SECTIONS.get(match.namespace, "") if match else ""


@register.filter
def device_in_words(user_agent: str) -> str:
    """Say which browser on which device a session belongs to, as far as the browser says so."""
    browser = _first_fit(BROWSERS, user_agent) or gettext("A browser")
    device = _first_fit(DEVICES, user_agent)
    return gettext("%(browser)s on %(device)s") % {"browser": browser, "device": device} if device else browser


def _first_fit(pairs: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in pairs if sign in text), "")


@register.filter
def shape_of(field: BoundField) -> str:
    """Return how a field is laid out: "tick" (one checkbox), "set" (several choices) or "line"."""
    if getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset:
        return "tick"
    return "set" if field.use_fieldset else "line"
