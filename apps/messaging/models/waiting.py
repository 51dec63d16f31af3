"""Words that wait: for an answer (a first post, a struggle), or for those to be told whom they are meant for."""

from django.db import models


class AwaitedAnswer(models.Model):
    """A message that somebody should answer; gently offered to those who welcome, later to facilitators.

    Nobody else ever sees that it waits. `is_first`: nobody in the group had read their author before.
    """

    message = models.OneToOneField("messaging.Message", on_delete=models.CASCADE, related_name="awaited")
    is_first = models.BooleanField(default=False, db_default=False)
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


class UntoldWords(models.Model):
    """A message that calls on somebody, answers somebody or is for one alone, and of which they were not told yet.

    Kept in the message's own transaction and gone with the notices that tell of it: nothing is lost in between.
    """

    message = models.OneToOneField("messaging.Message", on_delete=models.CASCADE, related_name="untold")

    def __str__(self) -> str:
        return f"untold words {self.pk}"


class HardWords(models.Model):
    """A message whose author may be in danger, and of which nobody above was told yet; nothing of what it says.

    Kept in the message's own transaction and gone with what is made of it: nothing is lost in between.
    """

    message = models.OneToOneField("messaging.Message", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"hard words {self.pk}"
