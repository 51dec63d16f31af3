"""The secret address of a person's own calendar: made, shown once, changed, taken back."""

import hashlib
import secrets

from django.db import transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.wording import speaking
from apps.groups.models import Membership
from apps.meetings.models import Answer, CalendarKey, Meeting, MeetingSeries, Rsvp
from apps.meetings.services.feeds.calendars import Wording, calendar_of

SECRET_BYTES = 24  # 192 bits: nobody guesses it.


@transaction.atomic
def make_key(user: User, *, shows_titles: bool = False) -> str:
    """Return a new secret; an older one opens nothing any more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    fields = {"secret_hash": _hash(secret), "shows_titles": shows_titles}
    CalendarKey.objects.filter(user=user).delete()
    CalendarKey.objects.create(user=user, **fields)
    return secret


def set_titles(user: User, *, shows_titles: bool) -> None:
    """Say in the calendar what each meeting is called, or not; without a key nothing happens."""
    CalendarKey.objects.filter(user=user).update(shows_titles=shows_titles)


def revoke_key(user: User) -> None:
    """The address opens nothing any more."""
    CalendarKey.objects.filter(user=user).delete()


def read_own_calendar(secret: str) -> bytes:
    """Return the calendar of whoever the secret belongs to; raises NotFound for one that opens nothing."""
    key = CalendarKey.objects.select_related("user").filter(secret_hash=_hash(secret), user__is_active=True).first()
    if key is None:
        raise NotFound
    own = Membership.objects.taking_part().filter(user=key.user)
    visible = Meeting.objects.visible_to(key.user).ahead().order_by().values("series")
    mine = MeetingSeries.objects.filter(group__in=own.values("group"), group__state="active")
    # What a member offers stands here as long as the reader may know of it.
    series = mine.filter(Q(offered_by=None) | Q(pk__in=visible)).select_related("group")
    declined = Rsvp.objects.filter(membership__in=own, answer=Answer.NO).values_list("meeting_id", flat=True)
    with speaking(key.user.language):
        return calendar_of(series.order_by("pk"), Wording(is_named=key.shows_titles), without=list(declined))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
