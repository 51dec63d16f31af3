"""Isolation, noticed with the member: whether they want it, what they answered, and whom they let know."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedJSON, EncryptedText
from apps.core.public_ids import new_public_id
from apps.journey.rules.isolation import HARDLY_EVER, OFTEN, SOME_OF_THE_TIME, When, score


class Noticing(models.Model):
    """One person wants the three questions. Without this row nothing is asked, kept or looked up.

    `asks_at` is when they are to be asked; `asked_at` since when the questions wait for an answer.
    """

    class Rhythm(models.TextChoices):
        TWO = "2", _("Every two weeks")
        FOUR = "4", _("Every four weeks")
        EIGHT = "8", _("Every eight weeks")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="noticing")
    weeks = EncryptedText(choices=Rhythm, default=Rhythm.FOUR, bound_to=("user_id",))
    goes_outside = models.BooleanField(default=False, help_text="a neutral mail and push may remind them too")
    asks_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asks_at"], name="questions_due")]

    def __str__(self) -> str:
        return f"noticing {self.pk}"


class LonelinessAnswer(models.Model):
    """What one person answered on one day. The scale, its source and the rights in it: `rules/isolation.py`."""

    class Often(models.IntegerChoices):
        HARDLY_EVER = HARDLY_EVER, _("Hardly ever")
        SOME_OF_THE_TIME = SOME_OF_THE_TIME, _("Some of the time")
        OFTEN = OFTEN, _("Often")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="loneliness_answers")
    said_at = models.DateTimeField(default=timezone.now)
    answers = EncryptedJSON(default=list)

    class Meta:
        ordering = ("-said_at", "-pk")

    def __str__(self) -> str:
        return f"answer {self.public_id}"

    @property
    def score(self) -> int:
        return score(self.answers)

    @property
    def in_words(self) -> list[str]:
        """The three answers as they were given."""
        return [str(self.Often(answer).label) for answer in self.answers]


class TellingRule(models.Model):
    """Whom one person lets know, and when, in a rule that they wrote beforehand; what has to be so is sealed.

    It stands once the one who is to be told has said yes. Let be, it looks to its writer like one that waits. It is
    deleted when either ends it: no row tells that there was one.
    """

    class Condition(models.TextChoices):
        OFTEN = When.OFTEN.value, _("I answer “Often” to two of the three questions, or to all three")
        TWICE = When.TWICE.value, _("Two times in a row I answer “Often” to one of them or more")
        SILENT = (
            When.SILENT.value,
            _("The questions wait for me for two weeks, and in that time I did nothing here with others or for myself"),
        )

    class State(models.TextChoices):
        ASKED = "asked"
        LET_BE = "let_be"
        AGREED = "agreed"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="telling_rule")
    writer = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    told = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    condition = EncryptedText(choices=Condition)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    written_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(writer=models.F("told")), name="nobody_is_told_of_themself")
        ]

    def __str__(self) -> str:
        return f"rule {self.public_id}"
