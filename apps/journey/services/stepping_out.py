"""Out of a circle of people at a similar point: at once, silently, and until one comes in again oneself."""

from apps.groups.events import MemberChanged
from apps.journey.models import Milestone, PeerPlace


def step_out(milestone: Milestone) -> bool:
    """The milestone is in no circle any more; return whether it was in one."""
    return bool(PeerPlace.objects.filter(milestone=milestone).delete()[0])


def end_with_member(event: MemberChanged) -> None:
    """Whoever left or was removed is in no circle, also when they come back."""
    if event.change == "ended":
        PeerPlace.objects.filter(member=event.membership_id).delete()
