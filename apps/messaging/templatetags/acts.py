"""What can be done with a message: for one where it stands, or for any, to be copied by the page's modules."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.templatetags.beside import icon
from apps.groups.permissions import Permission
from apps.messaging.models import Room
from apps.messaging.rules.acts import ACTS, Act, is_offered
from apps.messaging.services.presenting import stand_in

register = template.Library()

_NAMES = SafeString(" data-names")


@register.simple_tag(takes_context=True)
def acts_here(context: Context, shown: dict[str, Any]) -> dict[str, SafeString]:
    """Return what the menu of this message offers its reader, each without marks."""
    message, is_mine = shown["message"], shown["is_mine"]
    if shown["author"] is None and message.state != message.State.HIDDEN:
        return {}
    allowed = _allowed(context, message.room)
    has_name = bool(message.author_id)
    offered = [
        name
        for name, act in allowed.items()
        if is_offered(act, message.state, is_mine=is_mine) and (has_name or not act.names)
    ]
    return dict.fromkeys(offered, SafeString(""))


@register.simple_tag(takes_context=True)
def any_message(context: Context, room: Room) -> dict[str, Any]:
    """Return a message that stands for any of the room, and what the reader may do, marked with where it is offered."""
    marks = {
        name: format_html(
            ' data-states="{}" data-whose="{}"{}', " ".join(act.states), act.whose, _NAMES if act.names else ""
        )
        for name, act in _allowed(context, room).items()
    }
    return stand_in(room) | {"acts": marks}


def _allowed(context: Context, room: Room) -> dict[str, Act]:
    access = context["access"]
    may = {name: act for name, act in ACTS.items() if not act.needs or access.can(Permission(act.needs))}
    if room.kind == Room.Kind.DIRECT:
        may.pop("ask", None)  # They are alone already.
    return may


@register.simple_tag(takes_context=True)
def sign(context: Context, name: str) -> SafeString:
    """Draw an act's icon in what is copied; where a menu stands in each message, its words are enough."""
    return format_html("{} ", icon(name)) if context.get("any") else SafeString("")
