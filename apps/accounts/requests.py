"""The request as views of a signed-in person see it, and what a visitor's tells."""

from django.http import HttpRequest

from apps.accounts.models import User
from apps.core.errors import NotFound

# The zone that a visitor chose goes before the one that their browser named; `own-zone.js` writes the latter.
CHOSEN_ZONE_COOKIE, FOUND_ZONE_COOKIE = "zone", "tz"


class PersonRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


def person_of(request: HttpRequest) -> User:
    """Return who is signed in. Raises NotFound for a visitor: what they may not see is not there."""
    if not isinstance(request.user, User):
        raise NotFound
    return request.user


def visitor_zone(request: HttpRequest) -> str:
    """Return the name of the zone in which a visitor reads times, or nothing; it may be one that nobody knows."""
    return request.COOKIES.get(CHOSEN_ZONE_COOKIE) or request.COOKIES.get(FOUND_ZONE_COOKIE, "")


def staff_of(request: HttpRequest) -> User:
    """Return the one of site safety staff who asks. Raises NotFound for everybody else."""
    user = person_of(request)
    if not user.is_safety_staff:
        raise NotFound
    return user
