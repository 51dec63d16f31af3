from apps.meetings.models.reminders import Channel, Reminder, ReminderPreference
from apps.meetings.models.rsvps import Answer, Rsvp
from apps.meetings.models.series import (
    DOOR_OPENS_BEFORE,
    Format,
    Kind,
    Meeting,
    MeetingSeries,
)

__all__ = [
    "DOOR_OPENS_BEFORE",
    "Answer",
    "Channel",
    "Format",
    "Kind",
    "Meeting",
    "MeetingSeries",
    "Reminder",
    "ReminderPreference",
    "Rsvp",
]
