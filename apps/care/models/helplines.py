"""Numbers to call when a night is too long; each site checks and edits them in its administration."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a line is for, in a sentence that every reader gets in their language."""

    EMERGENCY = "emergency", _("Police, ambulance, fire. Free from any phone.")
    AMBULANCE = "ambulance", _("Ambulance. Free from any phone.")
    POLICE = "police", _("Police. Free from any phone.")
    LISTENING = "listening", _("Any trouble. Somebody listens.")
    CRISIS = "crisis", _("When everything is too much right now.")
    SUICIDE = "suicide", _("When you think of ending your life, or worry about somebody who does.")
    VIOLENCE = "violence", _("If somebody hurts or frightens you.")
    VIOLENCE_WOMEN = "violence_women", _("For women, if somebody hurts or frightens you.")
    SUBSTANCES = "substances", _("Drink, drugs or mental health: where to find help.")


class Helpline(models.Model):
    """One way to reach somebody in one country, and when that was last checked."""

    country = models.CharField(_("country"), max_length=2, help_text=_("Two capital letters (ISO 3166): GB, IE, ES …"))
    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("Not needed for an emergency number."))
    purpose = models.CharField(_("what it is for"), max_length=20, choices=Purpose)
    note = models.CharField(_("more, in words of your own"), max_length=200, blank=True)
    phone = models.CharField(_("number to call"), max_length=30, blank=True)
    text_number = models.CharField(_("number to text"), max_length=30, blank=True)
    text_word = models.CharField(_("word to text"), max_length=20, blank=True)
    chat_url = models.URLField(_("page to chat"), blank=True)
    is_free = models.BooleanField(_("free to reach"), default=False)
    is_always_open = models.BooleanField(_("day and night"), default=False)
    hours = models.CharField(_("other hours"), max_length=80, blank=True)
    languages = models.CharField(_("languages"), max_length=60, blank=True, help_text=_("Codes with spaces: en cy"))
    is_emergency = models.BooleanField(_("emergency number"), default=False)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=10)
    source_url = models.URLField(_("where it can be checked"))
    verified_on = models.DateField(_("last checked on"))
    is_checked_by_person = models.BooleanField(
        _("checked by a person"), default=False, help_text=_("Somebody of this site called, or read it on their page.")
    )

    class Meta:
        ordering = ("country", "-is_emergency", "position", "pk")
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(text_number="") | ~Q(chat_url=""), name="helpline_can_be_reached"
            ),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="helpline_country_is_two_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.name or self.phone}"

    @property
    def call_address(self) -> str:
        return f"tel:{dialled(self.phone)}"

    @property
    def text_address(self) -> str:
        word = f"?body={self.text_word}" if self.text_word else ""
        return f"sms:{dialled(self.text_number)}{word}"


def dialled(number: str) -> str:
    """Return what a phone dials: digits, `+`, `*` and `#` alone."""
    return "".join(sign for sign in number if sign in "0123456789+*#")
