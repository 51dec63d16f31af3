"""The meeting runner: a script whose steps hosts begin, lengthen and leave, one after the other.

What is true is in the row `Running`, so any host steps, and a reload or a dead process changes nothing. Whoever steps
names the step that they saw: when another host was faster, or the click was a second one, nothing changes.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.core.errors import Invalid
from apps.groups.permissions import GroupAccess
from apps.meetings.errors import NoScript
from apps.meetings.models import Meeting, MeetingSeries, Running, Step
from apps.meetings.services import turns
from apps.meetings.services.hosting import led, tell_changed

# Minutes by which one press lengthens a step, and what all presses on one may add up to.
STRETCHES = (1, 5)
LONGEST_STRETCH = timedelta(hours=4)

type Scene = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunView:
    """The script as everybody in the meeting sees it.

    Without a `scene` it has not begun, or was stopped. `ends_at` is in seconds since 1970 by the server's clock,
    `length` in seconds; when its time is over a step goes on until a host goes on.
    """

    scenes: tuple[Scene, ...]
    step: int | None
    ends_at: float | None
    length: int

    @property
    def scene(self) -> Scene | None:
        return None if self.step is None else self.scenes[self.step]

    @property
    def number(self) -> int:
        return (self.step or 0) + 1

    @property
    def following(self) -> Scene | None:
        after = 0 if self.step is None else self.step + 1
        return self.scenes[after] if after < len(self.scenes) else None

    @property
    def is_silence(self) -> bool:
        return self.scene is not None and self.scene["kind"] == Step.Kind.SILENCE


def read_run(running: Running, series: MeetingSeries) -> RunView:
    """Return where the meeting stands in its script; what lies ahead is the series' script until it begins."""
    scenes, step = running.steps, running.step
    if step is None or running.step_began_at is None or step >= len(scenes):
        return RunView(scenes=tuple(scenes_of(series)), step=None, ends_at=None, length=0)
    length = timedelta(seconds=scenes[step]["seconds"]) + (running.stretched_by or timedelta())
    ends_at = (running.step_began_at + length).timestamp()
    return RunView(scenes=tuple(scenes), step=step, ends_at=ends_at, length=int(length.total_seconds()))


def scenes_of(series: MeetingSeries) -> list[Scene]:
    """Return the steps of the script that the series chose, as a running meeting keeps them."""
    if series.script_id is None:
        return []
    return [
        {
            "kind": step.kind,
            "title": step.title,
            "text": step.text,
            "seconds": int(step.length.total_seconds()),
            "sound": step.sound,
            "has_chat": step.has_chat,
        }
        for step in Step.objects.filter(script=series.script_id)
    ]


@transaction.atomic
def start(access: GroupAccess, meeting: Meeting) -> None:
    """Begin the script as it is written now; one that goes on goes on. Raises NotPermitted, NoScript."""
    running = led(access, meeting)
    if running.step is not None:
        return
    running.steps = scenes_of(meeting.series)
    if not running.steps:
        raise NoScript
    _enter(running, 0)
    tell_changed(meeting)


@transaction.atomic
def go(access: GroupAccess, meeting: Meeting, *, seen: int, to: int) -> None:
    """Leave the step that was seen for another one; beyond the last one the script is over.

    Raises NotPermitted, Invalid.
    """
    running = led(access, meeting)
    if running.step is None or running.step != seen:
        return
    if not 0 <= to <= len(running.steps):
        raise Invalid
    if to == len(running.steps):
        _leave_script(running)
    else:
        _enter(running, to)
    tell_changed(meeting)


@transaction.atomic
def stretch(access: GroupAccess, meeting: Meeting, *, seen: int, minutes: int) -> None:
    """Lengthen the step that was seen by one minute or five. Raises NotPermitted, Invalid."""
    running = led(access, meeting)
    if minutes not in STRETCHES:
        raise Invalid
    if running.step is None or running.step != seen:
        return
    stretched = (running.stretched_by or timedelta()) + timedelta(minutes=minutes)
    running.stretched_by = min(stretched, LONGEST_STRETCH)
    running.save(update_fields=["stretched_by"])
    tell_changed(meeting)


@transaction.atomic
def stop(access: GroupAccess, meeting: Meeting) -> None:
    """Run no script any more: everybody may speak and write. Repeating it changes nothing."""
    running = led(access, meeting)
    if running.step is not None:
        _leave_script(running)
        tell_changed(meeting)


def _enter(running: Running, step: int) -> None:
    turns.end_round(running)
    scene = running.steps[step]
    running.step, running.step_began_at, running.stretched_by = step, timezone.now(), None
    running.has_chat = scene["has_chat"]
    running.save(update_fields=["steps", "step", "step_began_at", "stretched_by", "has_chat"])
    turns.set_sound(running, scene["sound"])
    if scene["kind"] == Step.Kind.ROUND:
        turns.begin_round(running)


def _leave_script(running: Running) -> None:
    turns.end_round(running)
    running.step, running.step_began_at, running.stretched_by, running.has_chat = None, None, None, True
    running.save(update_fields=["step", "step_began_at", "stretched_by", "has_chat"])
    turns.set_sound(running, Step.Sound.EVERYBODY)
