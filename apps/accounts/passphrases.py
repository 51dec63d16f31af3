"""What makes a passphrase good enough, said kindly, and how it is kept."""

import re
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import hashers, password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from apps.accounts.breached import is_breached

log = structlog.get_logger(__name__)

# What somebody who guesses would try here first. The site's own host name counts too.
OUR_WORDS = (
    *("passphrase", "password", "contraseña", "contrasena", "letmein", "welcome", "admin", "administrator"),
    *("beside", "group", "grupo", "meeting", "reunion", "reunión", "support", "apoyo", "recovery", "recuperacion"),
    *("facilitator", "moderator", "helpline", "anonymous", "anonimo", "anónimo"),
)
# What is shorter than this is in the list by chance.
SHORTEST_COMMON = 4
# Signs that stand for letters in many people's passphrases.
DISGUISES = str.maketrans("@4301!$57+", "aaeoiisstt")
# So many letters must be somebody's own.
FEWEST_OWN = 5


class Scrypt(hashers.ScryptPasswordHasher):
    """Django's, as costly as OWASP ASVS 5.0 (appendix C) asks: N 2^15, r 8, p 3, 32 MiB. Older hashes are renewed at sign-in."""

    work_factor = 2**15
    parallelism = 3
    maxmem = 64 * 1024 * 1024


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
    """Refuses what is guessed first: what is on the usual lists, also said twice, with digits and signs, or in disguise.

    The lists are Django's and those of zxcvbn (passwords, names, words; Wheeler, USENIX Security 2016): far more than 3,000
    of what is on them is long enough. zxcvbn's own estimate is not asked: signs in a row cost it seconds.
    """

    def __init__(self) -> None:
        super().__init__()
        self.passwords |= {word for words in FREQUENCY_LISTS.values() for word in words}

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for what is guessed first: most that is common and long enough is short with an ending."""
        super().validate(password, user)
        for said in (password.casefold(), password.casefold().translate(DISGUISES)):
            word = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", said)
            half = word[: len(word) // 2]
            for part in (word, half if half * 2 == word else ""):
                if len(part) >= SHORTEST_COMMON:
                    super().validate(part, user)

    def get_error_message(self) -> str:
        return _guessed_first()

    def get_help_text(self) -> str:
        return ""


class NotBreached:
    """Refuses what is in the site's file of breached passphrases, where it has one."""

    def validate(self, password: str, _user: Any = None) -> None:
        """Raise ValidationError for what is in the file. One that cannot be read now keeps nobody out."""
        try:
            is_known = bool(settings.BREACHED_PASSPHRASES) and is_breached(settings.BREACHED_PASSPHRASES, password)
        except OSError as error:
            log.warning("breached_passphrases_unreadable", error=type(error).__name__)
            return
        if is_known:
            raise ValidationError(_guessed_first(), code="password_breached")


class NotTheAddress(password_validation.UserAttributeSimilarityValidator):
    """Refuses what is nearly the e-mail address."""

    DEFAULT_USER_ATTRIBUTES = ("email",)

    def get_error_message(self) -> str:
        return gettext("This is too close to your e-mail address. Please take another.")

    def get_help_text(self) -> str:
        return ""


class NotOfTheSite:
    """Refuses what is put together of this site's own words."""

    def validate(self, password: str, _user: Any = None) -> None:
        """Raise ValidationError where fewer than five letters are left without these words."""
        host = urlsplit(settings.SITE_URL).hostname or ""
        words = sorted({*OUR_WORDS, *re.findall(r"\w{4,}", host)}, key=len, reverse=True)
        letters = "".join(re.findall(r"[^\W_]+", password.casefold()))
        if len(re.sub("|".join(map(re.escape, words)), "", letters)) < FEWEST_OWN:
            raise ValidationError(_guessed_first(), code="password_of_the_site")


class GoodEnough:
    """Says the first thing alone that is wrong with a passphrase: whoever mends it may have mended all."""

    def __init__(self, min_length: int) -> None:
        self.steps = (LongEnough(min_length), NotCommon(), NotBreached(), NotOfTheSite(), NotTheAddress())

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with one sentence for a passphrase that is short, often used, of the site's words or near the address."""
        for step in self.steps:
            step.validate(password, user)

    def get_help_text(self) -> str:
        return self.steps[0].get_help_text()


def _guessed_first() -> str:
    return gettext("Many people use this one, so it is guessed first. Please take another.")
