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


class ChangedMeanwhile(errors.Conflict):
    """Somebody else changed the same plan after it was read."""

    code = "changed_meanwhile"
    sentence = gettext_noop(
        "Somebody else changed this while you were writing. Nothing you wrote is lost: look at it again, then keep it."
    )


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


class RoomFrozen(errors.Conflict):
    """A host has stopped the meeting for a moment."""

    code = "room_frozen"
    sentence = gettext_noop("The room is stopped for a moment. Nothing was changed.")


class NoHostHere(errors.Conflict):
    """Every host is away, so that the room waits for one."""

    code = "no_host_here"
    sentence = gettext_noop("No host is here at the moment. The room waits. Nothing was changed.")


class NotYourTurn(errors.NotPermitted):
    """Somebody else has the word, or hosts alone speak at the moment."""

    code = "not_your_turn"
    sentence = gettext_noop("It is not your turn at the moment. Put your hand up, and you will be asked.")


class ServiceTaken(errors.Conflict):
    """Somebody else has this role at this meeting."""

    code = "service_taken"
    sentence = gettext_noop("Somebody else has taken this just now. Thank you for offering.")


class HostsAlready(errors.Conflict):
    """The person hosts the meeting already; its second host is somebody else."""

    code = "hosts_already"
    sentence = gettext_noop("You host this meeting already. Its co-host is a second person.")


class UnknownService(errors.Invalid):
    """A role, or a wish about it, that does not exist."""

    code = "unknown_service"
    sentence = gettext_noop("Please choose one of the roles on the page.")


class TooNewToServe(errors.NotPermitted):
    """Newcomers keep the time or read; the door and the room are looked after by others."""

    code = "too_new_to_serve"
    sentence = gettext_noop("This role is for people who have been in the group for a while. Yours will come.")


class HostingNotOpen(errors.NotPermitted):
    """In this group not every member takes this role."""

    code = "hosting_not_open"
    sentence = gettext_noop("In this group that is for people who have been here for a while and do something for it.")


class NoScript(errors.Conflict):
    """There is nothing to run: the series chose no script, or one without steps."""

    code = "no_script"
    sentence = gettext_noop("This meeting has no script with steps yet. Planners choose one for the series.")


class ChatClosed(errors.NotPermitted):
    """Hosts have closed the meeting's chat."""

    code = "chat_closed"
    sentence = gettext_noop("Writing is closed at the moment. Your words are still here.")


class NoScreens(errors.NotPermitted):
    """The series does not allow sharing a screen."""

    code = "no_screens"
    sentence = gettext_noop("In this meeting nobody shares a screen.")


class ScreenTaken(errors.Conflict):
    """Another host shares a screen."""

    code = "screen_taken"
    sentence = gettext_noop("Another host shares their screen. One at a time.")


class TooManyScripts(errors.Conflict):
    """The group has as many scripts as one can find one's way in."""

    code = "too_many_scripts"
    sentence = gettext_noop("The group has 30 scripts. Please take one away first.")


class TooManySteps(errors.Conflict):
    """The script has as many steps as a meeting can hold."""

    code = "too_many_steps"
    sentence = gettext_noop("This script has 40 steps. Please take one out first.")


class NobodyToAsk(errors.Conflict):
    """No host of the meeting can be asked for a word."""

    code = "nobody_to_ask"
    sentence = gettext_noop("No host can be asked at the moment. You can write in the group, or look at the help page.")


class TooLateToSay(errors.Conflict):
    """Hosts have been told how the meeting was for most."""

    code = "too_late_to_say"
    sentence = gettext_noop("The hosts know by now how it was for most, so answers do not change any more.")


class MeetingNotOver(errors.Conflict):
    """The person is still in the room."""

    code = "meeting_not_over"
    sentence = gettext_noop("You are still in this meeting. You can ask for this when you have left.")


class TooShortToProve(errors.Conflict):
    """The person was in the room for less than a minute."""

    code = "too_short_to_prove"
    sentence = gettext_noop("We counted less than one minute in the room, so there is nothing to confirm.")


class NameUnusable(errors.Invalid):
    """What cannot stand on a proof."""

    code = "name_unusable"
    sentence = gettext_noop("Please write the name that should stand on it, in 2 to 120 letters.")


class ActivitiesOff(errors.NotPermitted):
    """In this group those who plan meetings alone offer activities."""

    code = "activities_off"
    sentence = gettext_noop(
        "In this group activities are offered by those who plan its meetings. You could ask one of them."
    )


class TooManyActivities(errors.Conflict):
    """One member offers as much as others can keep apart."""

    code = "too_many_activities"
    sentence = gettext_noop("You offer five activities already. When one of them is over, there is room for another.")


class AdviceNotTaken(errors.Conflict):
    """The first yes to something in person, without having read what to mind."""

    code = "advice_not_taken"
    sentence = gettext_noop(
        "This is in person. Please open its page, read what to mind when people meet, and tick that you did."
    )


class TakenDown(errors.Conflict):
    """Those who look after the group took the activity down."""

    code = "taken_down"
    sentence = gettext_noop("Those who look after this group have taken this down. Nothing was changed.")
