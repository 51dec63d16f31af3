"""Frames that answer one frame of one person, in their language and by their clock."""

from django.utils import timezone

from apps.accounts.rules.time_zones import zone_or_utc
from apps.core.errors import DomainError
from apps.core.socket_sessions import SocketUser
from apps.core.sockets import Event
from apps.core.wording import in_words, speaking
from apps.messaging.models import Message
from apps.messaging.services.announcing import frame
from apps.messaging.services.company import needs_company


def sent_frame(kept: Message, received: Event) -> str:
    """Return `message.sent`: the words are kept."""
    return frame(
        "message.sent",
        room=received["room"],
        client_id=kept.client_id,
        id=kept.public_id,
        number=kept.number,
        change=kept.change,
        state=kept.state,
        **({"company": True} if needs_company(kept) else {}),
    )


def error_frame(error: DomainError, received: Event, user: SocketUser) -> str:
    """Return `error`: what was asked for is not done, and why."""
    # Called outside the reader too, where its language is not the active one.
    with speaking(user.language), timezone.override(zone_or_utc(user.time_zone)):
        detail = in_words(error)
    about: Event = {name: received[name] for name in ("client_id", "room") if isinstance(received.get(name), str)}
    about |= {"wait": error.values["wait"]} if "wait" in error.values else {}
    return frame("error", code=error.code, detail=detail, **about)
