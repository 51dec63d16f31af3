"""A person's account: how to reach them and how they want things; nothing of this is shown inside a group."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new account; without a passphrase it can only be entered by a reset or a passkey."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """One person. Groups know them only through a membership with an alias of its own."""

    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        help_text="IANA name; empty: not asked yet",
    )
    country = models.CharField(_("country for helplines"), max_length=2, blank=True)
    is_discreet = models.BooleanField(_("be discreet"), default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_safety_staff = models.BooleanField(_("site safety staff"), default=False)
    welcomed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="the three quiet questions were answered or passed",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    passkey_handle = models.CharField(
        max_length=43,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="random; by it a passkey names its account, so that no row number leaves the server",
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        # Never the address: this ends up in logs and error pages.
        return f"account {self.pk}"

    @property
    def needs_second_factor(self) -> bool:
        """Whoever can reach other people's affairs signs in with a second factor."""
        return self.is_staff or self.is_safety_staff or self.is_superuser


class Document(models.TextChoices):
    TERMS = "terms", _("Terms")
    SENSITIVE = "sensitive", _("Keeping what you tell here")
    ADULT = "adult", _("Being an adult")


class Consent(models.Model):
    """One yes of one person to one version of one document."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    document = models.CharField(max_length=20, choices=Document)
    version = models.PositiveIntegerField()
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document", "version"],
                name="one_consent_per_document_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class SiteSettings(models.Model):
    """What one organisation says about its Beside: a single row."""

    name = models.CharField(_("name of the site"), max_length=60, default="Beside")
    contact_email = models.EmailField(_("contact"), blank=True)
    leave_url = models.URLField(
        _("where Leave now goes"),
        default="https://www.wikipedia.org/",
        help_text=_("A page that nobody wonders about."),
    )
    default_country = models.CharField(_("country whose helplines come first"), max_length=2, default="GB")
    terms = models.TextField(_("terms"), blank=True)
    terms_version = models.PositiveIntegerField(_("version of the terms"), default=1)
    privacy = models.TextField(_("how we treat what you tell us"), blank=True)
    privacy_version = models.PositiveIntegerField(_("version of the privacy page"), default=1)
    reviews_groups = models.BooleanField(
        _("everybody may found a group, and safety staff look at it first"),
        default=False,
        db_default=False,
        help_text=_("Without this only safety staff found groups, and people who were given the permission."),
    )
    publishes_figures = models.BooleanField(_("everybody may read its figures"), default=False, db_default=False)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="only_one_row_of_site_settings")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def load(cls) -> Self:
        """Return the one row, or its defaults while nobody has saved it."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def version_of(self, document: str) -> int:
        """Return the version of a document that holds now."""
        return self.privacy_version if document == Document.SENSITIVE else self.terms_version


class Export(models.Model):
    """Everything that is one person's, packed for them by a job; there is one at a time, taken once, and gone soon.

    Without `ready_at` it waits or is being made: `done` of `parts` parts, and `leased_until` while a worker is at it.
    The file is sealed for this row (`services/exports.py`).
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="export")
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="exports/", blank=True)

    def __str__(self) -> str:
        return f"export {self.public_id}"


class Erasure(models.Model):
    """One person has asked to be gone: their account rests until `due_at`, and is undone by them alone until then."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="erasure")
    takes_words = models.BooleanField()
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="erasures_by_day")]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
