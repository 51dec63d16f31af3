"""How a person wants things: each answer is kept by itself, so that passing one loses none of the others."""

from django.utils import timezone

from apps.accounts.models import User


def set_time_zone(user: User, name: str) -> None:
    """Every time is shown by this IANA zone from the next page on."""
    _keep(user, time_zone=name)


def set_language(user: User, code: str) -> None:
    """Every page and mail speaks this language from now on."""
    _keep(user, language=code)


def set_country(user: User, code: str) -> None:
    """This country's helplines come first; without a code the site's own do."""
    _keep(user, country=code)


def set_discreet(user: User, *, is_discreet: bool) -> None:
    """Discreet mode is on or off; `sessions.keep_short` ends the sessions of whoever is discreet."""
    _keep(user, is_discreet=is_discreet)


def finish_welcome(user: User) -> None:
    """The three quiet questions were answered or passed and are not asked again."""
    if user.welcomed_at is None:
        _keep(user, welcomed_at=timezone.now())


def _keep(user: User, **values: object) -> None:
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))
