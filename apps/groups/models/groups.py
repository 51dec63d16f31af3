"""A group: what it is about, for whom, how one joins it, and what its members agreed on."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.groups.querysets import SEARCHED, GroupQuerySet


class Topic(models.Model):
    """What people are going through, in their words."""

    slug = models.SlugField(unique=True, max_length=50)
    name = models.CharField(_("name"), max_length=60)
    summary = models.CharField(_("in a few words"), max_length=120, blank=True)
    area = models.CharField(
        _("area"),
        max_length=60,
        blank=True,
        help_text=_("Topics of one area stand together."),
    )
    position = models.PositiveIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return str(self.name)

    # What came with the installation is in the catalogue; what somebody typed in the admin is shown as it is.
    @property
    def shown_name(self) -> str:
        return gettext(self.name)

    @property
    def shown_summary(self) -> str:
        return gettext(self.summary) if self.summary else ""

    @property
    def shown_area(self) -> str:
        return gettext(self.area) if self.area else ""


class TopicInterest(models.Model):
    """What brings a person here; only they see it, and it only sorts suggestions."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="topic_interests",
    )
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_interest_per_topic")]

    def __str__(self) -> str:
        return f"interest {self.pk}"


class Joining(models.TextChoices):
    OPEN = "open", _("Walk in")
    REQUEST = "request", _("Ask first")
    INVITATION = "invitation", _("By invitation")


class Group(models.Model):
    """People with one thing in common, and the rooms they share."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for the people who run this site")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("resting")
        ARCHIVED = "archived", _("closed")

    class Unattended(models.TextChoices):
        """What holds in the rooms while nobody is on duty."""

        STRICTER = "stricter", _("Open, at a calmer pace")
        HELD = "held", _("Posts wait until somebody has looked")
        READ_ONLY = "read_only", _("Read only")
        CLOSED = "closed", _("Closed")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=60)
    purpose = models.CharField(_("who it is for"), max_length=200)
    how_it_works = models.CharField(_("how it works"), max_length=200, blank=True)
    about = models.TextField(_("more about it"), max_length=4000, blank=True)
    topics = models.ManyToManyField(Topic, related_name="groups", blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    has_chat = models.BooleanField(_("chat"), default=True)
    has_voice = models.BooleanField(_("voices"), default=False)
    has_video = models.BooleanField(_("pictures"), default=False)
    has_wall = models.BooleanField(_("wall"), default=True, db_default=True)
    joining = models.CharField(_("joining"), max_length=12, choices=Joining, default=Joining.OPEN)
    is_listed = models.BooleanField(_("anyone can find it"), default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    retention_days = models.PositiveIntegerField(
        _("days that chat messages are kept"),
        default=90,
        help_text=_("Older messages are really deleted."),
    )
    # None: for ever. 0: as long as the chat.
    wall_retention_days = models.PositiveIntegerField(_("how long posts on the wall are kept"), null=True, blank=True)
    members_may_host = models.BooleanField(_("members host meetings in turn"), default=False, db_default=False)
    members_may_offer = models.BooleanField(_("members offer activities"), default=True, db_default=True)
    answer_minutes = models.PositiveIntegerField(_("somebody should answer within"), default=60, db_default=60)
    newcomers_held_until = models.DateTimeField(null=True, blank=True, help_text="what newcomers post waits until then")
    unattended = models.CharField(
        _("while nobody is on duty"),
        max_length=10,
        choices=Unattended.choices,
        default=Unattended.STRICTER,
        db_default=Unattended.STRICTER.value,
    )
    # The moments at which somebody comes on duty and goes, in turn, some days ahead (services/duty.py keeps them): the
    # permission model reads them with the group. None: the group has never named hours.
    attended = ArrayField(models.DateTimeField(), null=True, blank=True, editable=False)
    tells_of_crisis = models.BooleanField(
        _("whoever is on duty is told of words of crisis"), default=True, db_default=True
    )
    # Counts changes of what is watched: whoever writes knows by it, without asking, whether what they know still holds.
    watch_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    founded_at = models.DateTimeField(default=timezone.now, editable=False)
    deletes_at = models.DateTimeField(null=True, blank=True, help_text="everything of it is gone then")
    ownerless_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        indexes = [
            models.Index(Upper("name"), name="groups_by_name"),
            GinIndex(SEARCHED, name="groups_by_their_words"),
        ]

    def __str__(self) -> str:
        return f"group {self.public_id}"

    @property
    def is_public(self) -> bool:
        """Its page can be read by anyone: listed, and not by invitation alone."""
        return self.is_listed and self.joining != Joining.INVITATION

    @property
    def agreement(self) -> "Agreement | None":
        """The agreement that holds now."""
        return self.agreements.order_by("-version").first()


class Agreement(models.Model):
    """What the members of a group agreed on; a change is a new version, and the old ones stay."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField()
    # One sentence a line: the page shows them as a list.
    text = models.TextField(_("what we agree on"), max_length=6000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="one_text_per_agreement_version")]

    def __str__(self) -> str:
        return f"agreement {self.version}"

    @property
    def points(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class JoinQuestion(models.Model):
    """One question a group asks of those who ask to join."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_questions")
    text = models.CharField(_("question"), max_length=200)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"question {self.pk}"
