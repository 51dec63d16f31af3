"""What somebody asked to be looked at, with what was said as it was then."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedJSON
from apps.core.public_ids import new_public_id
from apps.moderation.rules.words import LONGEST


class Report(models.Model):
    """Somebody asks that somebody looks at a message, a member, a meeting, a group or a public page.

    `reporter` is shown to nobody but themself: whoever handles a report needs what was said, not who minded it. Nobody
    is the reporter of what came without an account, and of what the group's own rules noticed (held, flagged).
    `snapshot` is the message as it was (`services/snapshots.py`), and outlives its change, its taking back and the
    group's retention for as long as the report is open; it is empty for a report of a member. Of a meeting that was
    stopped (`services/incidents.py`) it keeps which one it was. A wish to be kept apart from a member everywhere
    (`services/keeping_apart.py`) is read by site safety staff alone. `written` is what the reported wrote in a pact, where
    the reporter chose to show it, or as a mentor (`services/written.py`): it goes when the snapshot goes.
    """

    class Subject(models.TextChoices):
        MESSAGE = "message", _("a message")
        MEMBER = "member", _("a member")
        MEETING = "meeting", _("a meeting")
        GROUP = "group", _("a group")
        PAGE = "page", _("a page of this site")
        HELD = "held", _("a message that waits to be shown")
        FLAGGED = "flagged", _("a message that was noticed")
        APART = "apart", _("a wish to be kept apart everywhere")

    class Category(models.TextChoices):
        SELF_HARM = "self_harm", _("Somebody may hurt themselves")
        METHOD = "method", _("It says how to do harm, or cheers it on")
        HARASSMENT = "harassment", _("It is unkind, or will not stop")
        PRIVATE = "private", _("It gives away somebody’s private things")
        SELLING = "selling", _("It sells or advertises something")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        LOOKED_AT = "looked_at", _("looked at")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", null=True, on_delete=models.CASCADE, related_name="reports")
    case = models.ForeignKey("moderation.Case", null=True, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="reports_made")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    message = models.ForeignKey("messaging.Message", null=True, on_delete=models.SET_NULL, related_name="+")
    reported = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="reports_met")
    category = models.CharField(max_length=10, choices=Category.choices)
    words = models.TextField(max_length=LONGEST, blank=True)
    snapshot = models.JSONField(default=dict)
    written = EncryptedJSON(default=list, db_default=b"", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(reporter=F("reported")), name="nobody_reports_themself"),
            models.UniqueConstraint(
                fields=["reporter", "message"], condition=Q(state="open"), name="one_open_report_per_message"
            ),
            models.UniqueConstraint(
                fields=["reporter", "reported"],
                condition=Q(state="open", subject="member"),
                name="one_open_report_per_member",
            ),
            models.UniqueConstraint(
                fields=["reporter", "reported"],
                condition=Q(state="open", subject="apart"),
                name="one_open_wish_to_be_kept_apart",
            ),
        ]
        indexes = [models.Index(fields=["group", "state", "created_at"], name="reports_of_a_group")]

    def __str__(self) -> str:
        return f"report {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_urgent(self) -> bool:
        """Somebody's life may be at stake: before everything else."""
        return self.category == self.Category.SELF_HARM

    @property
    def chosen_category(self) -> str:
        """The category that its reporter chose; nobody chooses one for a wish to be kept apart."""
        return "" if self.subject == self.Subject.APART else self.category

    def get_chosen_category_display(self) -> str:
        return str(self.Category(self.chosen_category).label) if self.chosen_category else ""

    @property
    def is_of_a_stopped_meeting(self) -> bool:
        """It came of itself when a host or moderator stopped a meeting; what a member reports of one has its moment."""
        return self.subject == self.Subject.MEETING and "moment" not in self.snapshot


class EvidencePicture(models.Model):
    """A reported picture as it was: a copy of its own, so that whatever deletes the picture need not know of reports.

    `public_id` is the picture's own, as it stands in the report's snapshot.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pictures")
    public_id = models.CharField(max_length=12, editable=False)
    file = models.FileField(upload_to="evidence/")
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "public_id"], name="picture_is_kept_once_with_a_report")
        ]

    def __str__(self) -> str:
        return f"picture {self.public_id} of {self.report}"
