"""What makes a passphrase good enough, said kindly."""

from typing import Any

from django.contrib.auth import password_validation
from django.utils.translation import gettext, ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    """Refuses what is short."""

    def get_error_message(self) -> str:
        return ngettext(
            "This is a little short: it needs %(count)d character.",
            "This is a little short: it needs %(count)d characters. A few words in a row do well.",
            self.min_length,
        ) % {"count": self.min_length}

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(count)d character.",
            "At least %(count)d characters. A few words in a row are easy to keep.",
            self.min_length,
        ) % {"count": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    """Refuses what is on every list of guesses."""

    def get_error_message(self) -> str:
        return gettext("Many people use this one, so it is guessed first. Please take another.")

    def get_help_text(self) -> str:
        return ""


class NotTheAddress(password_validation.UserAttributeSimilarityValidator):
    """Refuses what is nearly the e-mail address."""

    DEFAULT_USER_ATTRIBUTES = ("email",)

    def get_error_message(self) -> str:
        return gettext("This is too close to your e-mail address. Please take another.")

    def get_help_text(self) -> str:
        return ""


class GoodEnough:
    """Says the first thing alone that is wrong with a passphrase: whoever mends it may have mended all."""

    def __init__(self, min_length: int) -> None:
        self.steps = (LongEnough(min_length), NotCommon(), NotTheAddress())

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with one sentence for a passphrase that is short, often used or near the address."""
        for step in self.steps:
            step.validate(password, user)

    def get_help_text(self) -> str:
        return self.steps[0].get_help_text()
