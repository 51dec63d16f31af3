"""A case: what was reported about one thing, looked at together by one person at a time."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id
from apps.moderation.models.reports import Report
from apps.moderation.rules.cases import Stage, is_care, is_distressing, stage_of
from apps.moderation.rules.words import LONGEST, LONGEST_RULE


class Case(models.Model):
    """Reports about the same message, member or meeting of a group, or about a page of the site (then without a group).

    `category` is the most urgent of its reports. In whose hands it is, `hands` or `staff_hands` says, for as long as
    `hands_until` lies ahead; of a closed case they say who closed it. `about` is the member it concerns, if one. `note` is
    for those who handle it; of a wish to be kept apart it is the sentence to whoever asked.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed a moment ago")
        DONE = "done", _("done")

    class Outcome(models.TextChoices):
        CARED = "cared", _("Somebody needed care, and has it")
        ACTED = "acted", _("Something was done")
        DISMISSED = "dismissed", _("Nothing had to be done")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", null=True, on_delete=models.CASCADE, related_name="cases")
    subject = models.CharField(max_length=10, choices=Report.Subject.choices)
    subject_id = models.CharField(max_length=12, blank=True, help_text="public id of the message, meeting or group")
    about = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="cases_about")
    category = models.CharField(max_length=10, choices=Report.Category.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    hands = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    staff_hands = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    hands_until = models.DateTimeField(null=True)
    not_for = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", help_text="who said: not me")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, help_text="when it went to site safety staff")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = EncryptedText(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ("-opened_at", "-pk")
        indexes = [
            models.Index(fields=["group", "state", "opened_at"], name="cases_of_a_group"),
            models.Index(fields=["state", "due_at"], name="cases_by_what_is_due"),
            models.Index(fields=["-opened_at", "-id"], name="cases_by_age"),
        ]

    def __str__(self) -> str:
        return f"case {self.public_id}"

    @property
    def is_care(self) -> bool:
        """Somebody's life may be at stake: before everything else, and never a matter of conduct."""
        return is_care(self.category)

    @property
    def is_distressing(self) -> bool:
        return is_distressing(self.category)

    def stage(self, now: datetime | None = None) -> Stage:
        """Return how far it is at this moment."""
        return stage_of(self.state, self.hands_until, now or timezone.now())


class CaseStep(models.Model):
    """What somebody did with a case, and the words they left for the next; kept as long as the reports' words."""

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("taken in hand")
        RELEASED = "released", _("given back")
        HANDED_OVER = "handed", _("handed over")
        ESCALATED = "escalated", _("gone to the people who run this site")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")
        DEBRIEF = "debrief", _("looked back")
        APART = "apart", _("kept apart everywhere from now on")
        TOGETHER = "together", _("no longer kept apart")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = EncryptedText(max_length=LONGEST, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=["by", "kind", "at"], name="case_steps_of_a_member"),
            models.Index(fields=["by_staff", "kind", "at"], name="case_steps_of_site_staff"),
        ]

    def __str__(self) -> str:
        return f"step of {self.case}"


class ModeratorSettings(models.Model):
    """How somebody who looks after people wants to read what was reported."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_veiled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"settings {self.pk}"


class RuleWords(models.Model):
    """Words that a group's moderators begin with when they write to a member about one point of the agreement."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="rule_words")
    rule = models.CharField(max_length=LONGEST_RULE, blank=True)
    words = models.TextField(max_length=LONGEST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "rule"], name="one_beginning_per_rule")]

    def __str__(self) -> str:
        return f"words {self.pk}"
