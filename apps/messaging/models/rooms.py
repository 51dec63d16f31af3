"""Where people of one group talk: the chat, the wall, and a conversation of two."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id


class Room(models.Model):
    """Where people of one group talk. `last_number` counts messages, `last_change` counts changes of any of them.

    Both grow under the row's lock, so they have no gaps and follow the order of commits. `first` is the lowest number
    still kept: what is below was deleted by retention. `slow_seconds` is the pause between two messages of one member
    (0: none), until `slow_until` where that is given. Until `locked_until` only those who look after the room write in
    it.
    """

    class Kind(models.TextChoices):
        CHAT = "chat", _("chat")
        WALL = "wall", _("wall")
        DIRECT = "direct", _("direct messages")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CHAT)
    last_number = models.BigIntegerField(default=0)
    last_change = models.BigIntegerField(default=0)
    first = models.BigIntegerField(default=1)
    last_posted_at = models.DateTimeField(null=True, blank=True)
    slow_seconds = models.PositiveIntegerField(default=0)
    slow_until = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=models.Q(kind="chat"), name="one_chat_per_group"),
            models.UniqueConstraint(fields=["group"], condition=models.Q(kind="wall"), name="one_wall_per_group"),
        ]

    def __str__(self) -> str:
        return f"room {self.public_id}"

    def pause(self, now: datetime) -> int:
        """Return the pause that holds at this moment, in seconds; 0 for none."""
        is_over = self.slow_until is not None and self.slow_until <= now
        return 0 if is_over else self.slow_seconds

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


class Conversation(models.Model):
    """Two members of one group, one of whom asked. Declined, it looks to the one who asked as if nobody had answered."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="conversation")
    asker = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    asked = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("asker", "asked"), Greatest("asker", "asked"), name="one_conversation_per_pair"
            ),
            models.CheckConstraint(condition=~models.Q(asker=models.F("asked")), name="nobody_converses_alone"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    @property
    def told_state(self) -> str:
        """How it stands for whoever takes everything along; `is_asker` says whether they asked (`services/own_data.py`).

        A silent no looks to them like no answer, as on every page.
        """
        is_silent_no = self.state == self.State.DECLINED and getattr(self, "is_asker", True)
        return self.State.ASKED.value if is_silent_no else self.state

    def get_told_state_display(self) -> str:
        return str(self.State(self.told_state).label)


class Memorial(models.Model):
    """A page on the wall for somebody who died; members add memories to it, and it does not expire.

    The words it begins with are a message of whoever began it: reported, hidden and answered quietly like any other.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memorials")
    founder = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("their name, as you want it here"), max_length=60)
    born_on = models.DateField(_("born"), null=True, blank=True)
    died_on = models.DateField(_("died"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"memorial {self.public_id}"
