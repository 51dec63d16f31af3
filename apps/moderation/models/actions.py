"""What was decided about members, messages and rooms."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id
from apps.moderation.rules.words import LONGEST, LONGEST_RULE


class ActionQuerySet(models.QuerySet["Action"]):
    def standing(self, now: datetime | None = None) -> "ActionQuerySet":
        """Decisions that hold: neither taken back nor over."""
        moment = now or timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=moment), reversed_by=None)


class Action(models.Model):
    """One decision, with the words that the member read.

    Its effect lives where it acts: `Membership.muted_until`, `suspended_until` and `ended_at`, `Message.state`,
    `Room.locked_until` and `slow_seconds`, `Group.newcomers_held_until`, `MeetingSeries.taken_down_at`; a ban's beside it
    (`models/bans.py`). An action that takes others back stands in their `reversed_by`. `before` keeps what a reversal
    puts back: the roles of whoever was sent away, by the membership's key; which activity was taken down. `seen` is what
    the actor saw, in their words, where neither a report (`evidence`) nor a message shows it; its target never reads it.
    """

    class Kind(models.TextChoices):
        WARN = "warn", _("warned")
        UNWARN = "unwarn", _("warning taken back")
        MUTE = "mute", _("muted")
        UNMUTE = "unmute", _("mute taken back")
        SUSPEND = "suspend", _("suspended")
        UNSUSPEND = "unsuspend", _("suspension taken back")
        REMOVE = "remove", _("removed from the group")
        REINSTATE = "reinstate", _("removal taken back")
        BAN = "ban", _("banned")
        UNBAN = "unban", _("ban taken back")
        HIDE = "hide", _("message hidden")
        RESTORE = "restore", _("message shown again")
        TAKE_DOWN = "take_down", _("activity taken down")
        PUT_BACK = "put_back", _("activity let stand again")
        # As the log has always called them.
        DECLINE = "declined", _("message turned down")
        RELEASE = "released", _("message let stand")
        LOCK = "lock", _("room locked")
        UNLOCK = "unlock", _("room opened again")
        SLOW = "slow", _("pace of the chat changed")
        HOLD = "hold", _("newcomers’ posts wait for a look")
        UNHOLD = "unhold", _("newcomers’ posts wait no longer")

    class Scope(models.TextChoices):
        GROUP = "group", _("the group")
        SITE = "site", _("the whole site")
        CHAT = "chat", _("the chat")
        WALL = "wall", _("the wall")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="moderation_actions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.GROUP, db_default=Scope.GROUP)
    actor = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="actions_taken"
    )
    is_by_site_staff = models.BooleanField(default=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    target = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.CASCADE, related_name="actions_met"
    )
    message_public_id = models.CharField(max_length=12, blank=True)
    evidence = models.ForeignKey(
        "moderation.Report", null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    seen = EncryptedText(max_length=LONGEST, blank=True, default="")
    reason = models.TextField(max_length=LONGEST)
    rule = models.CharField(max_length=LONGEST_RULE, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reverses")
    before = models.JSONField(default=dict, blank=True, db_default={}, editable=False)
    client_id = models.UUIDField(null=True, blank=True, unique=True, help_text="the form it came from: sent once")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(actor=F("target")), name="nobody_acts_on_themself")]
        indexes = [models.Index(fields=["group", "-created_at"], name="actions_of_a_group")]

    def __str__(self) -> str:
        return f"action {self.public_id}"
