from apps.meetings.models.advice import InPersonAdvice
from apps.meetings.models.afterwards import AttendanceProof, Echo
from apps.meetings.models.calendars import CalendarKey
from apps.meetings.models.reminders import Channel, Reminder, ReminderPreference
from apps.meetings.models.rsvps import Answer, Rsvp
from apps.meetings.models.running import Line, Running
from apps.meetings.models.scripts import Script, Step
from apps.meetings.models.seats import PRESENT_FOR, Seat
from apps.meetings.models.series import (
    ACTIVITIES,
    DOOR_OPENS_BEFORE,
    Format,
    Kind,
    Meeting,
    MeetingSeries,
)
from apps.meetings.models.service import Service, ServiceRole

__all__ = [
    "ACTIVITIES",
    "DOOR_OPENS_BEFORE",
    "PRESENT_FOR",
    "Answer",
    "AttendanceProof",
    "CalendarKey",
    "Channel",
    "Echo",
    "Format",
    "InPersonAdvice",
    "Kind",
    "Line",
    "Meeting",
    "MeetingSeries",
    "Reminder",
    "ReminderPreference",
    "Rsvp",
    "Running",
    "Script",
    "Seat",
    "Service",
    "ServiceRole",
    "Step",
]
