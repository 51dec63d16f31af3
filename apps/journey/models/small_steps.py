"""What somebody does not want to be offered of the small steps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedDate, EncryptedJSON
from apps.journey.rules.steps import Doing

_OF_A_PERSON = ("user_id",)


class SmallStep(models.TextChoices):
    """Each step by its name."""

    REACT = Doing.REACT.value, _("Answer one message quietly")
    CHECK_IN = Doing.CHECK_IN.value, _("Say to yourself how it is")
    WRITE = Doing.WRITE.value, _("Write to one person")
    LISTEN = Doing.LISTEN.value, _("Listen in a meeting")
    SAY = Doing.SAY.value, _("Say one sentence in a group")
    SHARE = Doing.SHARE.value, _("Share something that is hard")


class StepChoices(models.Model):
    """Steps that one person set aside, and until when they want none. What they did is kept nowhere: it is looked up."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="step_choices")
    set_aside = EncryptedJSON(default=list, bound_to=_OF_A_PERSON)
    rests_until = EncryptedDate(null=True, blank=True, bound_to=_OF_A_PERSON)

    def __str__(self) -> str:
        return f"step choices {self.pk}"

    @property
    def in_words(self) -> list[str]:
        """The steps set aside, for somebody who takes everything along."""
        return [str(SmallStep(step).label) for step in self.set_aside]
