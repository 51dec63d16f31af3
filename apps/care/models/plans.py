"""What somebody wrote down on a good day for a bad night."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.core.encrypted_fields import EncryptedText

LONGEST_PART = 4000


def _part() -> EncryptedText:
    return EncryptedText(max_length=LONGEST_PART, blank=True, bound_to=("user_id",))


class SafetyPlan(models.Model):
    """One person's plan, in the parts of `rules/plans.py`.

    In the database it can be read that there is one, which parts have words, and when they changed.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="safety_plan")
    signs = _part()
    alone = _part()
    company = _part()
    people = _part()
    professionals = _part()
    surroundings = _part()
    reasons = _part()
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"safety plan {self.pk}"
