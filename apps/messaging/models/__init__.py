"""What messaging keeps."""

from apps.messaging.models.messages import Message
from apps.messaging.models.own import ChatPreference, MutedWord, ReadMark, UnsentDraft
from apps.messaging.models.parts import Mention, Picture, Reaction, Revision
from apps.messaging.models.remembering import DayAside, Light, RememberedDay
from apps.messaging.models.rooms import Conversation, Memorial, Room, RoomPeople
from apps.messaging.models.screening import Screened, WatchedWord
from apps.messaging.models.waiting import AwaitedAnswer, HardWords, UntoldWords

__all__ = [
    "AwaitedAnswer",
    "ChatPreference",
    "Conversation",
    "DayAside",
    "HardWords",
    "Light",
    "Memorial",
    "Mention",
    "Message",
    "MutedWord",
    "Picture",
    "Reaction",
    "ReadMark",
    "RememberedDay",
    "Revision",
    "Room",
    "RoomPeople",
    "Screened",
    "UnsentDraft",
    "UntoldWords",
    "WatchedWord",
]
