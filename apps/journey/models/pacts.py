"""Pacts: two members of one group who keep each other company with something, and mentors who do it one-sidedly.

An ended one is deleted with all that was written in it: no row tells that there was one, or who ended it.
"""

from datetime import time

from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedJSON, EncryptedText
from apps.core.public_ids import new_public_id

LONGEST_AIM, LONGEST_PLEDGE, LONGEST_WORD, LONGEST_OFFER = 200, 400, 1000, 300


class Pact(models.Model):
    """One of them, or the question for one. What it is about and on which days cannot be read in the database.

    `days` are weekdays (Monday is 0). A question that was let be looks to whoever asked like one that waits. `aim_by` wrote
    what it is about now, at `aim_at`.
    """

    class Kind(models.TextChoices):
        PACT = "pact", _("A pact")
        MENTORING = "mentoring", _("A mentor")

    class State(models.TextChoices):
        ASKED = "asked"
        LET_BE = "let_be"
        ON = "on"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PACT)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asker = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="pacts_asked_for")
    asked = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="pacts_asked_of")
    aim = EncryptedText(max_length=LONGEST_AIM)
    aim_by = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    aim_at = models.DateTimeField(null=True, editable=False)
    days = EncryptedJSON(default=list)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    begun_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(help_text="on this day both are asked whether it goes on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asker", "asked"], name="one_pact_a_pair"),
            models.CheckConstraint(condition=~models.Q(asker=models.F("asked")), name="nobody_has_a_pact_alone"),
        ]

    def __str__(self) -> str:
        return f"pact {self.public_id}"

    @property
    def weekdays(self) -> list[str]:
        """The days in words."""
        return [str(WEEKDAYS[day]) for day in self.days]


class PactSide(models.Model):
    """What one of the two set for themself: their evening hours, whether a quiet day may be told, a pause.

    `awaited_on` is the day whose look-back is expected next, by the calendar on their wall, and `missed_at` the moment
    when its hours are over; both are empty for a mentor, who writes nothing.
    """

    pact = models.ForeignKey(Pact, on_delete=models.CASCADE, related_name="sides")
    member = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    starts_at = models.TimeField(default=time(19))
    ends_at = models.TimeField(default=time(22))
    agrees_to_nudges = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    goes_on = models.BooleanField(default=False, help_text="said on the review date that it goes on")
    review_told_at = models.DateTimeField(null=True, blank=True)
    awaited_on = models.DateField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pact", "member"], name="one_side_a_member")]
        indexes = [
            models.Index(fields=["missed_at"], condition=models.Q(missed_at__isnull=False), name="pact_days_over")
        ]

    def __str__(self) -> str:
        return f"side {self.pk}"

    @property
    def with_whom(self) -> str:
        """The alias of the other one."""
        return str((self.pact.asked if self.pact.asker_id == self.member_id else self.pact.asker).alias)


class PactTerms(models.Model):
    """Other terms that one of the two proposed for their pact. Nothing of it holds before the other one says yes.

    `starts_at` and `ends_at` are the hours that the proposer would have themself. Answered (`KEPT`: the pact is kept
    as it was), it stays without its words for as long as it would have stood.
    """

    class State(models.TextChoices):
        OPEN = "open"
        AGREED = "agreed"
        KEPT = "kept"
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    pact = models.OneToOneField(Pact, on_delete=models.CASCADE, related_name="terms")
    proposer = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    aim = EncryptedText(max_length=LONGEST_AIM, blank=True)
    days = EncryptedJSON(default=list)
    review_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"terms {self.public_id}"

    @property
    def weekdays(self) -> list[str]:
        """The days in words."""
        return [str(WEEKDAYS[day]) for day in self.days]


class PactDay(models.Model):
    """What one of the two meant to do on a day and how it went, for the two alone."""

    class How(models.TextChoices):
        DID = "did", _("I did")
        PARTLY = "partly", _("In part")
        HARD = "hard", _("It was hard")
        REST = "rest", _("Another day")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    pact = models.ForeignKey(Pact, on_delete=models.CASCADE, related_name="kept_days")
    member = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    pledge = EncryptedText(max_length=LONGEST_PLEDGE, blank=True)
    how = EncryptedText(choices=How, blank=True)
    note = EncryptedText(max_length=LONGEST_WORD, blank=True)

    class Meta:
        ordering = ("-day", "-pk")
        constraints = [models.UniqueConstraint(fields=["pact", "member", "day"], name="one_day_a_side")]

    def __str__(self) -> str:
        return f"pact day {self.public_id}"


class PactPlaces(models.Model):
    """How many pacts one member can hold in this group, and whether they offer to be a mentor, in their sentence."""

    member = models.OneToOneField("groups.Membership", on_delete=models.CASCADE, related_name="pact_places")
    pacts = models.PositiveSmallIntegerField(default=2)
    mentees = models.PositiveSmallIntegerField(default=0)
    offer = EncryptedText(max_length=LONGEST_OFFER, blank=True, bound_to=("member_id",))

    def __str__(self) -> str:
        return f"places {self.pk}"
