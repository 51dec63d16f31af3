"""A room and what is said in it: state with counters, so that every reader can catch up by number."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.messaging.querysets import MessageQuerySet


class Room(models.Model):
    """Where people of one group talk. `last_number` counts messages, `last_change` counts changes of any of them.

    Both grow under the row's lock, so they have no gaps and follow the order of commits. `first` is the lowest number
    still kept: what is below was deleted by retention.
    """

    class Kind(models.TextChoices):
        CHAT = "chat", _("chat")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CHAT)
    last_number = models.BigIntegerField(default=0)
    last_change = models.BigIntegerField(default=0)
    first = models.BigIntegerField(default=1)
    last_posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=models.Q(kind="chat"), name="one_chat_per_group")
        ]

    def __str__(self) -> str:
        return f"room {self.public_id}"

    def next_change(self) -> int:
        """Take the next change number. The caller holds the row's lock and saves it."""
        self.last_change += 1
        return self.last_change


class RoomPeople(models.Model):
    """How often somebody shown in the room changed (alias, role): a row of its own.

    Whoever changes a membership holds its lock; counting on the room's row, which writers lock before they look at
    memberships, would close a circle.
    """

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="people")
    counter = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"people of room {self.room_id}"


class Message(models.Model):
    """What one member said. `number` is its place (none while it is held), `change` when it last changed."""

    class Kind(models.TextChoices):
        PLAIN = "plain", _("Just talking")
        STRUGGLE = "struggle", _("A struggle")
        WIN = "win", _("A small win")
        LISTENING = "listening", _("Just listening")

    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HELD = "held", _("waiting for a moderator")
        HIDDEN = "hidden", _("hidden by a moderator")
        UNSENT = "unsent", _("taken back")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    number = models.BigIntegerField(null=True, blank=True)
    change = models.BigIntegerField()
    author = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    client_id = models.CharField(max_length=64)
    body = models.TextField(max_length=4000)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PLAIN)
    content_note = models.CharField(max_length=80, blank=True)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    state = models.CharField(max_length=10, choices=State.choices, default=State.VISIBLE)
    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["room", "change"], name="one_message_per_change"),
            models.UniqueConstraint(fields=["author", "room", "client_id"], name="one_message_per_client_id"),
        ]
        indexes = [models.Index(fields=["author", "posted_at"], name="own_messages_by_time")]

    def __str__(self) -> str:
        return f"message {self.public_id}"

    @property
    def is_shown(self) -> bool:
        """Its words and its author can be shown to whoever may see the row."""
        return self.state in {self.State.VISIBLE, self.State.HELD}


class ReadMark(models.Model):
    """How far one member has read; nobody else is told."""

    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="read_marks")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "room"], name="one_read_mark_per_room")]

    def __str__(self) -> str:
        return f"read to {self.number}"


class Reaction(models.Model):
    """A quiet answer to a message. Presence is shown, numbers never."""

    class Kind(models.TextChoices):
        HEAR = "hear", _("I hear you")
        WITH = "with", _("With you")
        THANKS = "thanks", _("Thank you")
        WELL = "well", _("Well done")
        TOO = "too", _("Me too")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "membership", "kind"], name="one_reaction_of_a_kind")]

    def __str__(self) -> str:
        return f"reaction {self.kind}"
