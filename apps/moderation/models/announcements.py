"""What the people who run the site say to everybody."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.moderation.rules.announcements import LONGEST_TITLE, LONGEST_WORDS


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def showing(self, today: date, language: str) -> "AnnouncementQuerySet":
        """Those that are shown on this day to somebody who reads this language."""
        in_time = self.filter(starts_on__lte=today, ends_on__gte=today, ended_at=None)
        return in_time.filter(language__in=("", language))


class Announcement(models.Model):
    """A few words for everybody, from a first day to a last one, both by the reader's own calendar.

    Without a language it is for readers of all. Nobody is notified of it, and nobody's name is with it.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    title = models.CharField(max_length=LONGEST_TITLE)
    words = models.TextField(max_length=LONGEST_WORDS)
    language = models.CharField(_("language"), max_length=10, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_on_landing = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, help_text="when it was taken down before its last day")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    client_id = models.UUIDField(null=True, unique=True, help_text="the form it came from: sent once")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="an_announcement_ends_after_it_began")
        ]
        indexes = [models.Index(fields=["ends_on"], name="announcements_by_last_day")]

    def __str__(self) -> str:
        return f"announcement {self.public_id}"


class PutAway(models.Model):
    """Somebody has read an announcement and does not want to see it again."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="put_away")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "announcement"], name="an_announcement_is_put_away_once")
        ]

    def __str__(self) -> str:
        return f"{self.announcement} put away"
