"""What a meeting's socket says of turns and of the script: parts of the page, and the moments that its clocks count to."""

from datetime import timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from apps.meetings.rules.turns import EVERYBODY, HOSTS, IN_TURN
from apps.meetings.services import words
from apps.meetings.services.live import LiveView, Standing
from apps.meetings.services.queue import TURN_LENGTHS, QueueView, read_queue
from apps.meetings.services.runner import STRETCHES, read_run

type Frame = dict[str, Any]


def queue_part(view: LiveView) -> Frame:
    """Who has the word, who is next, and what this viewer may do about it."""
    standing = view.standing
    if not standing.is_inside:
        return {"queue": None}
    queue, running = read_queue(view), standing.running
    context = {
        "queue": queue,
        "running": running,
        "me": standing.seat,
        "is_host": standing.may_lead,
        "is_written": standing.is_written,
        "place": _place(queue),
        "rule": _rule(standing),
        "sounds": [
            (EVERYBODY, gettext("Everybody")),
            (IN_TURN, gettext("One after the other")),
            (HOSTS, gettext("Hosts alone")),
        ],
        "lengths": [(seconds, _turn_length(seconds)) for seconds in TURN_LENGTHS],
    }
    return {
        "queue": {
            "html": render_to_string("meetings/_queue.html", context),
            "now": _now(queue),
            "turn": queue.turn if queue.is_mine else "",
            "is_next": queue.before_me == 0 and not queue.is_mine,
            "ends_at": queue.ends_at if queue.is_mine else None,
            "length": running.turn_seconds,
        }
    }


def run_part(view: LiveView) -> Frame:
    """Where the meeting stands in its script."""
    standing = view.standing
    if not standing.is_inside:
        return {"run": None}
    run = read_run(standing.running, standing.meeting.series)
    context = {
        "run": run,
        "steps": [(scene, words.length(timedelta(seconds=scene["seconds"]))) for scene in run.scenes],
        "next_length": words.length(timedelta(seconds=run.following["seconds"])) if run.following else "",
        "is_host": standing.may_lead,
        "stretches": STRETCHES,
    }
    scene = run.scene or {"title": "", "text": ""}
    return {
        "run": {
            "html": render_to_string("meetings/_run.html", context) if run.scenes else "",
            "step": run.step,
            "title": scene["title"],
            "text": scene["text"],
            "is_silence": run.is_silence,
            "ends_at": run.ends_at,
        }
    }


def _place(queue: QueueView) -> str:
    before = queue.before_me
    if before is None or queue.is_mine:
        return ""
    if before == 0:
        return gettext("You are next")
    sentence = ngettext("%(number)s person before you", "%(number)s people before you", before)
    return capfirst(sentence % {"number": apnumber(before)})


def _now(queue: QueueView) -> str:
    if queue.is_mine:
        return gettext("It is your turn.")
    return gettext("%(alias)s has the word.") % {"alias": queue.speaker.alias} if queue.speaker else ""


def _rule(standing: Standing) -> str:
    """Return the one sentence that says how turns are taken at the moment."""
    running, is_written = standing.running, standing.is_written
    if running.is_round:
        return gettext("Everybody is asked once, and may pass without a reason.")
    if running.sound == EVERYBODY:
        return gettext("Whoever has not spoken yet comes first.") if running.is_quiet_first else ""
    if running.sound == HOSTS:
        return gettext("Only hosts write for now.") if is_written else gettext("Only hosts are heard for now.")
    if is_written:
        return gettext("One after the other: whoever has the word writes, and hosts.")
    return gettext("One after the other: whoever has the word is heard, and hosts.")


def _turn_length(seconds: int) -> str:
    return words.length(timedelta(seconds=seconds)) if seconds else gettext("No clock")
