"""Inside `./dev bench reminders`: so many people who come to meetings that begin in some minutes.

`python -m bench.kit.reminded make <people>` fills the database, `… again` forgets what was sent and lets the meetings
begin in nine minutes from now, `… count` prints how many reminders are stamped.
"""

import os
import sys
from datetime import UTC, datetime, time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.groups.models import Group, Membership  # noqa: E402
from apps.groups.rules.aliases import fold  # noqa: E402
from apps.meetings.models import Meeting, MeetingSeries, Reminder, Rsvp  # noqa: E402
from apps.notifications.models import Notice  # noqa: E402

IN_A_GROUP = 100
AHEAD = timedelta(minutes=9)


def make(people: int) -> None:
    """Add groups of a hundred, each with one meeting to which everybody comes."""
    for first in range(0, people, IN_A_GROUP):
        make_group(range(first, min(first + IN_A_GROUP, people)))


def make_group(numbers: range) -> None:
    """Add one group with these people."""
    group = Group.objects.create(name=f"Group {numbers[0]}", purpose="Measured.", time_zone="Europe/London")
    users = User.objects.bulk_create(
        User(email=f"person{number}@example.org", password="!", language="en", time_zone="Europe/London")
        for number in numbers
    )
    members = Membership.objects.bulk_create(
        Membership(user=user, group=group, alias=f"Reed {user.pk}", alias_folded=fold(f"Reed {user.pk}"))
        for user in users
    )
    day = datetime.now(UTC).date()
    series = MeetingSeries.objects.create(
        group=group,
        title="An evening",
        recurrence="FREQ=WEEKLY;BYDAY=MO",
        local_time=time(20),
        time_zone="Europe/London",
        starts_on=day,
        ends_on=day,
    )
    now = timezone.now()
    meeting = Meeting.objects.create(series=series, occurs_on=day, starts_at=now, ends_at=now + timedelta(hours=1))
    Rsvp.objects.bulk_create(Rsvp(meeting=meeting, membership=member, answer="yes") for member in members)


def again() -> None:
    """Let it be nine minutes before, and nobody reminded."""
    Reminder.objects.all().delete()
    Notice.objects.all().delete()
    now = timezone.now()
    Meeting.objects.update(starts_at=now + AHEAD, ends_at=now + AHEAD + timedelta(hours=1))


def main(wish: str, *arguments: str) -> None:
    """Do what the word says."""
    if wish == "make":
        make(int(arguments[0]))
    elif wish == "again":
        again()
    else:
        print(Reminder.objects.filter(channel="mail", sent_at__isnull=False).count())


if __name__ == "__main__":
    main(*sys.argv[1:])
