"""What happens to devices when somebody signs in on one."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts.models import User
from apps.notifications.services.push_devices import DEVICE_COOKIE, follow_sign_in


@receiver(user_logged_in)
def take_the_device_along(*, request: HttpRequest, user: User, **_: Any) -> None:
    device_id = request.COOKIES.get(DEVICE_COOKIE, "")
    if device_id and request.session.session_key:
        follow_sign_in(user, device_id[:12], request.session.session_key)
