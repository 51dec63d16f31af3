"""What is said in a room: state with counters, so that every reader can catch up by number."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.fields import StoredColumn
from apps.core.public_ids import new_public_id
from apps.messaging.querysets import SEARCHED, MessageQuerySet
from apps.messaging.rules.parties import Parties


class Message(models.Model):
    """What one member said. `number` is its place (none while it is held), `change` when it last changed.

    On the wall `thread` is the post that a reply belongs to. `memorial` is the page for somebody who died: the words it
    begins with have no thread, and each memory added is a reply to them. `searched` is made from the body by the database. `unseen_by` are the ids of members who could not see it when it was taken
    back: its author is not known any more, and without them a blank row would tell of a block. `parties` are the people
    in it besides its author; `services/parties.py` loads them.
    """

    class Kind(models.TextChoices):
        PLAIN = "plain", _("Just talking")
        STRUGGLE = "struggle", _("A struggle")
        WIN = "win", _("A small win")
        LISTENING = "listening", _("Just listening")
        MEMORY = "memory", _("A memory")

    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HELD = "held", _("waiting for a moderator")
        HIDDEN = "hidden", _("hidden by a moderator")
        UNSENT = "unsent", _("taken back")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    room = models.ForeignKey("messaging.Room", on_delete=models.CASCADE, related_name="messages")
    number = models.BigIntegerField(null=True, blank=True)
    change = models.BigIntegerField()
    author = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    client_id = models.CharField(max_length=64)
    body = models.TextField(max_length=4000)
    searched = StoredColumn(expression=SEARCHED, output_field=SearchVectorField(), db_persist=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PLAIN)
    content_note = models.CharField(max_length=80, blank=True)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    thread = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="threaded")
    memorial = models.ForeignKey(
        "messaging.Memorial", null=True, blank=True, on_delete=models.CASCADE, related_name="memories"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.VISIBLE)
    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    unseen_by = ArrayField(models.BigIntegerField(), null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()
    parties: Parties | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["room", "change"], name="one_message_per_change"),
            models.UniqueConstraint(fields=["author", "room", "client_id"], name="one_message_per_client_id"),
        ]
        indexes = [
            models.Index(fields=["author", "posted_at"], name="own_messages_by_time"),
            GinIndex(
                models.Func("room_id", template="ARRAY[%(expressions)s]"),
                "searched",
                condition=models.Q(state="visible"),
                name="messages_by_their_words",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.public_id}"

    @property
    def worded_at(self) -> datetime:
        """When it got the words it has: a block hides what was written after it, in an old message too."""
        return max(self.posted_at, self.edited_at or self.posted_at)

    @property
    def is_shown(self) -> bool:
        """Its words and its author can be shown to whoever may see the row."""
        return self.state in {self.State.VISIBLE, self.State.HELD}
