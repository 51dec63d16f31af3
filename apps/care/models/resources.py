"""Whose work it is to help, in one country each: written down by those who run the site, with where and when it was checked."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id


class Way(models.TextChoices):
    """How one meets them."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By telephone")
    VIDEO = "video", _("By video")


class Cost(models.TextChoices):
    """Who pays, and how much."""

    FREE = "free", _("Free")
    BY_INCOME = "by_income", _("By what you can pay")
    INSURANCE = "insurance", _("Health insurance pays")
    FEE = "fee", _("You pay")


class Resource(models.Model):
    """One offer of professional support. `key` names it in files, for whoever gives it out and takes it in again."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    key = models.CharField(max_length=64, unique=True, default=new_public_id)
    name = models.CharField(max_length=120)
    organization = models.CharField(max_length=120, blank=True)
    description = models.CharField(max_length=800, blank=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=80, blank=True, help_text="empty: the whole country")
    topics = ArrayField(models.CharField(max_length=50), default=list, help_text="empty: whatever it is")
    languages = ArrayField(models.CharField(max_length=3), default=list, help_text="ISO 639")
    ways = ArrayField(models.CharField(max_length=10, choices=Way))
    costs = ArrayField(models.CharField(max_length=10, choices=Cost), default=list, help_text="empty: not known")
    cost_note = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    source_url = models.URLField()
    verified_on = models.DateField()

    class Meta:
        ordering = ("country", "name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email="") | ~Q(url="") | ~Q(address=""), name="resource_can_be_reached"
            ),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="resource_country_is_two_letters"),
        ]

    def __str__(self) -> str:
        return f"resource {self.public_id}"

    @property
    def is_stale(self) -> bool:
        """Whether nobody has checked it for too long."""
        return self.verified_on < fresh_since(timezone.localdate())


def fresh_since(today: date) -> date:
    """Return the first day from which on a check still counts."""
    return today - timedelta(days=settings.DIRECTORY_FRESH_DAYS)
