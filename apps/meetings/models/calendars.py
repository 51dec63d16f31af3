"""A person's own calendar feed."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarKey(models.Model):
    """Whoever knows the secret reads this person's meetings as a calendar. Of the secret only a hash is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    secret_hash = models.CharField(max_length=64, unique=True)
    shows_titles = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"calendar key {self.pk}"
