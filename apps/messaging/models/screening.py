"""What a group wants looked at before it is said, and the messages that wait for such a look."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_WATCHED = 60


class WatchedWord(models.Model):
    """A word or an address that the moderators of a group watch, and what happens to a message that holds it.

    Of kind *any link* there is at most one, without a word. A change counts up `Group.watch_version`.
    """

    class Kind(models.TextChoices):
        WORD = "word", _("This word, or these words")
        BEGINNING = "beginning", _("Words that begin like this")
        ADDRESS = "address", _("Links to this site")
        LINK = "link", _("Any link")

    class Effect(models.TextChoices):
        ASK = "ask", _("Ask the author before it is sent")
        MARK = "mark", _("Let it stand, and ask a moderator to look")
        HOLD = "hold", _("Hold it until a moderator has looked")

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="watched_words")
    word = models.CharField(max_length=LONGEST_WATCHED, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WORD)
    effect = models.CharField(max_length=10, choices=Effect.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "kind", "word"], name="each_word_watched_once")]

    def __str__(self) -> str:
        return f"watched word {self.pk}"


class Screened(models.Model):
    """A message that somebody is to look at, why, and what they decided.

    `found` is the word or site in it that a rule was about. `is_held`: nobody but its author reads it until then; a
    message that is only marked stands in the room. `words` are those of the moderator to its author.
    """

    class Cause(models.TextChoices):
        WORD = "word", _("a word that is watched")
        LINK = "link", _("a link")
        NEWCOMER = "newcomer", _("somebody who is new")
        UNATTENDED = "unattended", _("written while nobody was on duty")
        FLAGS = "flags", _("reported by three members while nobody was on duty")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RELEASED = "released", _("released")
        DECLINED = "declined", _("declined")

    message = models.OneToOneField("messaging.Message", on_delete=models.CASCADE, related_name="screened")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    found = models.CharField(max_length=LONGEST_WATCHED, blank=True)
    is_held = models.BooleanField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    told_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(outcome="waiting"), name="messages_to_be_looked_at")
        ]

    def __str__(self) -> str:
        return f"look at message {self.message_id}"
