"""That somebody read what to mind when people meet in person."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class InPersonAdvice(models.Model):
    """Ticked once, with the first yes to something in person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"advice {self.pk}"
