"""What can go wrong with a meeting, each with a stable code and a sentence for people."""

from apps.core import errors
from apps.core.sentences import gettext_noop


class MeetingCancelled(errors.Conflict):
    """The meeting will not take place."""

    code = "meeting_cancelled"
    sentence = gettext_noop("This meeting was cancelled. Nothing was changed.")


class MeetingOver(errors.Conflict):
    """The meeting has been."""

    code = "meeting_over"
    sentence = gettext_noop("This meeting is over.")


class MeetingBegun(errors.Conflict):
    """The meeting is open or over, so that its time cannot change any more."""

    code = "meeting_begun"
    sentence = gettext_noop("This meeting has begun. Its time cannot be changed any more.")


class NotForNewcomers(errors.NotPermitted):
    """The meeting is for those who have been in the group for a while."""

    code = "not_for_newcomers"
    sentence = gettext_noop(
        "This meeting is for people who have been in the group for a while. Other meetings welcome you now."
    )


class UnknownAnswer(errors.Invalid):
    """An answer that does not exist."""

    code = "unknown_answer"
    sentence = gettext_noop("Please say whether you come, perhaps or not.")


class NoDoorYet(errors.Conflict):
    """Too early: the door opens a quarter of an hour before the start."""

    code = "no_door_yet"
    sentence = gettext_noop("The door is not open yet. You can come in from 15 minutes before the meeting begins.")


class RemovedFromMeeting(errors.NotPermitted):
    """A host sent the person out of this meeting."""

    code = "removed_from_meeting"
    sentence = gettext_noop("A host has ended your part in this meeting.")


class Superseded(errors.Conflict):
    """Another window of the same person took the seat over."""

    code = "superseded"
    sentence = gettext_noop("You went into this meeting in another window. This one has stopped.")


class NotInRoom(errors.Conflict):
    """The person acting, or acted on, is not in the room, or not any more."""

    code = "not_in_room"
    sentence = gettext_noop("This works only for people who are in the room now. Nothing was changed.")


class NoPictures(errors.NotPermitted):
    """The meeting is one of voices, or of words alone."""

    code = "no_pictures"
    sentence = gettext_noop("This meeting is without pictures.")
