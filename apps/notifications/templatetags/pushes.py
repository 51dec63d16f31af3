"""The part of the settings page that is about pushes."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context

from apps.notifications.rules.web_push import public_key
from apps.notifications.services.push_devices import DEVICE_COOKIE, devices_of
from apps.notifications.services.pushes import PushKind, push_shown

register = template.Library()


@register.inclusion_tag("notifications/_push.html", takes_context=True)
def push_settings(context: Context) -> dict[str, Any]:
    """Show what a push says, the person's devices, and the switch for this one."""
    request = context["request"]
    own = request.COOKIES.get(DEVICE_COOKIE, "")
    devices = list(devices_of(request.user))
    return {
        "csrf_token": context.get("csrf_token"),
        "pushes": [push_shown(request.user, kind) for kind in PushKind],
        "devices": devices,
        "own": own,
        "is_on_here": any(device.public_id == own and device.off_since is None for device in devices),
        "key": public_key(settings.PUSH_KEY),
    }
