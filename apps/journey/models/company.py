"""Company: whom somebody would ask, and the calls they made."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from apps.core.encrypted_fields import EncryptedJSON, EncryptedText
from apps.core.public_ids import new_public_id
from apps.groups.models import Membership

_OF_A_PERSON = ("user_id",)


class CompanyCircle(models.Model):
    """Whom one person chose to be told: memberships, and the group whose welcomers are (public ids, sealed)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="company_circle")
    members = EncryptedJSON(default=list, bound_to=_OF_A_PERSON)
    welcomers_of = EncryptedText(max_length=12, blank=True, default="", bound_to=_OF_A_PERSON)
    has_partners = models.BooleanField(
        default=False, db_default=False, help_text="and whoever has a pact with them then"
    )

    def __str__(self) -> str:
        return f"circle {self.pk}"

    @property
    def in_words(self) -> list[str]:
        """The chosen, by alias, for somebody who takes everything along."""
        found = Membership.objects.filter(public_id__in=self.members).select_related("group").order_by("pk")
        named = [f"{member.alias}, {member.group.name}" for member in found]
        return [*named, gettext("Whoever has a pact with me")] if self.has_partners else named


class CompanyCall(models.Model):
    """Somebody could use company. Over, it is kept for a day without whom it reached, and then gone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="company_calls")
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(ended_at=None), name="one_open_call_a_person")
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CompanyAsked(models.Model):
    """One member whom a call reached; gone with the call's end. Whether they looked is not known to anybody."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    call = models.ForeignKey(CompanyCall, on_delete=models.CASCADE, related_name="asked")
    caller = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey("messaging.Room", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "member"], name="asked_once_a_call")]

    def __str__(self) -> str:
        return f"asked {self.public_id}"
