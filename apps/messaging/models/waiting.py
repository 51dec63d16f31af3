"""Words that nobody has answered yet: a first post, or a struggle."""

from django.db import models


class AwaitedAnswer(models.Model):
    """A message that somebody should answer; gently offered to those who welcome, later to facilitators.

    Nobody else ever sees that it waits.
    """

    message = models.OneToOneField("messaging.Message", on_delete=models.CASCADE, related_name="awaited")
    due_at = models.DateTimeField()
    offered_to_welcomers_at = models.DateTimeField(null=True, blank=True)
    offered_to_facilitators_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(answered_at=None), name="messages_without_answer")
        ]

    def __str__(self) -> str:
        return f"awaited answer {self.pk}"
