"""A meeting with people in it, for the tests of what happens inside."""

from dataclasses import dataclass

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.meetings.models import Meeting, Running, Seat
from apps.meetings.services import presence, seats
from apps.meetings.services.live import LiveView, Standing, read_live, read_standing
from tests.groups.factories import membership_of


@dataclass(frozen=True)
class Inside:
    """One meeting, as its people act in it: `room.of(bob)` are the first two arguments of what bob does."""

    meeting: Meeting

    def of(self, user: User) -> tuple[GroupAccess, Meeting]:
        return read_access(user, self.meeting.group), self.meeting

    def id(self, user: User) -> str:
        return membership_of(user, self.meeting.group).public_id

    def seat(self, user: User) -> Seat:
        return Seat.objects.get(meeting=self.meeting, membership__user=user)

    def standing(self, user: User) -> Standing:
        return read_standing(self.meeting.public_id, user)

    def look(self, user: User) -> LiveView:
        return read_live(self.standing(user))

    def running(self) -> Running:
        return Running.objects.get(meeting=self.meeting)

    def stay(self) -> None:
        """Have everybody's browser there at this moment, however long the test has taken."""
        Seat.objects.filter(meeting=self.meeting).update(seen_at=timezone.now())

    def come(self, host: User, *others: User) -> None:
        """Have a browser of each of them in the room, in this order."""
        for user in (host, *others):
            seats.enter(*self.of(user), agreement_version=1)
            if user is not host:
                seats.admit(*self.of(host), self.id(user))
            presence.claim(self.standing(user).seat, f"socket-{user.pk}")
