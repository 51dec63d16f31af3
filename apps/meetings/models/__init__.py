from apps.meetings.models.reminders import Channel, Reminder, ReminderPreference
from apps.meetings.models.rsvps import Answer, Rsvp
from apps.meetings.models.seats import PRESENT_FOR, Seat
from apps.meetings.models.series import (
    DOOR_OPENS_BEFORE,
    Format,
    Kind,
    Meeting,
    MeetingSeries,
)

__all__ = [
    "DOOR_OPENS_BEFORE",
    "PRESENT_FOR",
    "Answer",
    "Channel",
    "Format",
    "Kind",
    "Meeting",
    "MeetingSeries",
    "Reminder",
    "ReminderPreference",
    "Rsvp",
    "Seat",
]
