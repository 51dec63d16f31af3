"""What can be done with a message: for one where it stands, or for any, to be copied by the page's modules."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.templatetags.beside import icon
from apps.messaging.models import Room
from apps.messaging.rules.acts import ACTS, acts_on
from apps.messaging.services.presenting import stand_in

register = template.Library()


@register.simple_tag
def acts_here(shown: dict[str, Any]) -> dict[str, SafeString]:
    """Return what the menu of this message offers its reader, each without marks."""
    state = shown["message"].state
    is_there = shown["author"] or state == "hidden"
    offered = acts_on(state, is_mine=shown["is_mine"]) if is_there else ()
    return dict.fromkeys(offered, SafeString(""))


@register.simple_tag
def any_message(room: Room) -> dict[str, Any]:
    """Return a message that stands for any of the room, and all acts, each marked with where it is offered."""
    marks = {
        name: format_html(' data-states="{}" data-whose="{}"', " ".join(act.states), act.whose)
        for name, act in ACTS.items()
    }
    return stand_in(room) | {"acts": marks}


@register.simple_tag(takes_context=True)
def sign(context: Context, name: str) -> SafeString:
    """Draw an act's icon in what is copied; where a menu stands in each message, its words are enough."""
    return format_html("{} ", icon(name)) if context.get("any") else SafeString("")
