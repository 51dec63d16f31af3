"""Who is here now: whoever has a page open that listens, or asked for one a moment ago."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone

from apps.accounts.services.sessions import SEEN_EVERY
from apps.core.socket_limits import with_open_sockets

# A session says to `SEEN_EVERY` when it was last used.
SEEN_LATELY = SEEN_EVERY + timedelta(minutes=2)


def here_among(users: Iterable[int], *, now: datetime | None = None) -> set[int]:
    """Return those of these people who are here.

    While Redis is away open sockets are not known, and only what sessions say counts: whoever reads nothing else is
    taken for away. One neutral mail too many costs them little; a word meant for them that nobody tells them of, more.
    """
    wanted, since = set(users), (now or timezone.now()) - SEEN_LATELY
    seen = UserSession.objects.filter(user__in=wanted, last_seen_at__gt=since).values_list("user_id", flat=True)
    return set(seen) | with_open_sockets(wanted - set(seen))
