"""The one door to the live layer for services: a hint that may be lost, repeated or late; the rows are the truth."""

from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def user_topic(user_id: int) -> str:
    """Return the control topic that every socket of a person listens to."""
    return f"user.{user_id}"


def tell_user(user_id: int, event: str, **details: str | int) -> None:
    """After commit, tell every socket of this person that something about them changed.

    Events: `access.changed` (group: public id), `session.ended` (session key hash or empty for all), `notice`.
    """
    tell_topic(user_topic(user_id), event, **details)


def tell_topic(topic: str, event: str, **details: Any) -> None:
    """After commit, send a rare control event to every consumer that joined the topic."""
    transaction.on_commit(
        lambda: _send(topic, {"type": "control.event", "event": event, **details}),
        robust=True,
    )


def _send(topic: str, message: dict[str, Any]) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(topic, message)
    except (RedisError, OSError):
        log.warning("live_layer_unreachable", change=message["event"])
