"""What a meeting's socket says to one browser: public ids and aliases, and parts of the page ready to be shown."""

from collections.abc import Callable
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from apps.meetings.chat_frames import chat_part, screen_part
from apps.meetings.models import Meeting, Running
from apps.meetings.queue_frames import queue_part, run_part
from apps.meetings.services import words
from apps.meetings.services.live import LiveView, Person, Standing

type Frame = dict[str, Any]


def state_frame(view: LiveView) -> Frame:
    """Return the whole state as this viewer may see it; sent again only when it has changed."""
    frame: Frame = {"type": "meeting.state"}
    for part in PARTS:
        frame |= part(view)
    return frame


def _own(view: LiveView) -> Frame:
    """What holds for the viewer alone."""
    standing, me = view.standing, view.standing.seat
    return {
        "inside": standing.is_inside,
        "is_host": standing.is_host,
        "silent": standing.why_silent,
        "may_speak": standing.may_be_heard,
        "may_show": standing.may_be_seen,
        "is_muted": me.is_muted or standing.is_held,
        "has_picture": me.has_picture and not standing.is_held,
        "just_listens": me.is_just_listening,
        "hand_up": me.hand_up_at is not None,
        "waiting": _waiting(view),
    }


def _everybody(view: LiveView) -> Frame:
    """Who is inside, as tiles and as voices."""
    return {
        "audience": _audience(len(view.people)),
        "people": [_person(person, view.standing) for person in view.people],
    }


def _holding(view: LiveView) -> Frame:
    """Whether the room is stopped or waits, and for whom there is a button about it."""
    standing, running = view.standing, view.standing.running
    is_frozen = running.frozen_at is not None
    return {
        "is_frozen": is_frozen,
        "is_held": standing.is_held,
        "may_freeze": standing.may_freeze,
        "frozen_by": _frozen_by(running) if is_frozen and standing.is_inside else "",
    }


def _frozen_by(running: Running) -> str:
    alias = running.frozen_by.alias if running.frozen_by else gettext("a host")
    at = words.clock(running.frozen_at, timezone.get_current_timezone()) if running.frozen_at else ""
    return gettext("Stopped by %(alias)s at %(time)s") % {"alias": alias, "time": at}


def _hosting(view: LiveView) -> Frame:
    """What hosts alone see, and of the door those who greet."""
    standing = view.standing
    return {
        "greets": standing.is_inside and standing.is_greeter,
        "door": [_at_door(person, standing.is_host) for person in view.door],
        "alone": standing.is_host and sum(person.is_host for person in view.people) == 1,
    }


def _person(person: Person, viewer: Standing) -> Frame:
    context = {"person": person, "viewer_is_host": viewer.is_host, "is_written": viewer.is_written}
    return {
        "id": person.id,
        "alias": person.alias,
        "is_me": person.is_me,
        "is_muted": person.is_muted,
        "has_picture": person.has_picture,
        "shares_screen": person.shares_screen,
        "tile": render_to_string("meetings/_tile.html", context),
        "voice": render_to_string("meetings/_voice.html", context),
    }


def _at_door(person: Person, viewer_is_host: bool) -> str:  # noqa: FBT001 - private, and named at its one call
    return render_to_string("meetings/_door.html", {"person": person, "viewer_is_host": viewer_is_host})


def _waiting(view: LiveView) -> str:
    if view.standing.is_inside:
        return ""
    if view.standing.running.frozen_at is not None:
        return gettext("The room is stopped for a moment. You can wait here; you do not need to do anything.")
    if view.standing.meeting.state != Meeting.State.OPEN or not view.is_host_here:
        return gettext("No host is here yet. The room opens when one comes; you do not need to do anything.")
    return gettext("A host knows that you are here and will let you in.")


def _audience(count: int) -> str:
    people = ngettext("%(number)s person in the room.", "%(number)s people in the room.", count)
    honest = gettext("Nothing is recorded. We cannot stop someone taking a photo of their screen.")
    return f"{capfirst(people % {'number': apnumber(count)})} {honest}"


def error_frame(code: str, detail: str, about: object = "") -> Frame:
    """Return an error that leaves the socket open."""
    return {"type": "error", "code": code, "detail": detail, "about": str(about)[:40]}


type Part = Callable[[LiveView], Frame]

# What the state is made of, each part with names of its own.
PARTS: tuple[Part, ...] = (_own, _holding, _everybody, queue_part, run_part, chat_part, screen_part, _hosting)
