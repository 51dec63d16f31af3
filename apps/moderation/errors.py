"""What can go wrong when somebody looks after a group."""

from apps.core import errors
from apps.core.sentences import gettext_noop
from apps.groups.errors import OutOfRank


class ReasonMissing(errors.Invalid):
    """No words to the member."""

    code = "reason_missing"
    sentence = gettext_noop("Please say why, in words that they will read.")


class ReasonUnusable(errors.Invalid):
    """The words are too long, or hold signs that are no text."""

    code = "reason_unusable"
    sentence = gettext_noop("These words are too long or hold a sign that cannot be sent. Please change them.")


class WordsMissing(errors.Invalid):
    """Something else, and not a word what."""

    code = "words_missing"
    sentence = gettext_noop("Please say in a few words what it is.")


class TooManyReports(errors.TooFast):
    """More reports of one member within an hour than people can read."""

    code = "too_many_reports"
    sentence = gettext_noop(
        "That was a lot within an hour. What you sent has arrived; please send the rest a little later."
    )


class NotALength(errors.Invalid):
    """The end lies in the past or further away than a year."""

    code = "not_a_length"
    sentence = gettext_noop("Please choose how long it should last.")


class Gone(errors.Conflict):
    """The member is not in the group any more."""

    code = "gone"
    sentence = gettext_noop("This member is not in the group any more.")


class NotALadder(errors.Invalid):
    """No steps, too many, or one that is none."""

    code = "not_a_ladder"
    sentence = gettext_noop("A ladder has one to six steps. Mutes and suspensions say how long.")


class AppealClosed(errors.Conflict):
    """It was asked already, taken back, or is too long ago."""

    code = "appeal_closed"
    sentence = gettext_noop(
        "This can no longer be looked at again here: you asked already, it was taken back, or it is more than six months ago."
    )


class AppealDecided(errors.Conflict):
    """Somebody else was a moment faster."""

    code = "appeal_decided"
    sentence = gettext_noop("Somebody else has decided this in the meantime.")


class NotTakenBack(errors.Conflict):
    """What was done is over or was taken back."""

    code = "not_taken_back"
    sentence = gettext_noop("This is over already, or was taken back.")


class CaseInOtherHands(errors.Conflict):
    """Somebody else was a moment faster."""

    code = "case_in_other_hands"
    sentence = gettext_noop("Somebody else has this in hand now.")


class EnoughForNow(errors.Conflict):
    """As many distressing cases in this shift as one person should read."""

    code = "enough_for_now"
    sentence = gettext_noop(
        "You have taken several heavy ones in the last hours. Others can take this one; if nobody is there, you still may."
    )


class NotClosable(errors.Conflict):
    """So far along that this cannot happen to it any more."""

    code = "not_closable"
    sentence = gettext_noop("Something has changed here in the meantime. Please look at it again.")


class DecideFirst(errors.Conflict):
    """A message of the case is out of sight until somebody has looked."""

    code = "decide_first"
    sentence = gettext_noop("A message here is out of sight until somebody decides about it. Please do that first.")


class NothingChanged(errors.Conflict):
    """What was asked for holds already, at least as long."""

    code = "nothing_changed"
    sentence = gettext_noop("That holds already, and at least as long: nothing has changed, and nobody was told.")


class EnoughForThem(errors.Conflict):
    """Whom a distressing case is handed to has had as many in this shift as one person should read."""

    code = "enough_for_them"
    sentence = gettext_noop("They have had several heavy ones in the last hours. Please choose somebody else.")


class NobodyToHandTo(errors.Invalid):
    """Not one of those who may handle it."""

    code = "nobody_to_hand_to"
    sentence = gettext_noop("Please choose somebody who can take it.")


class TakenBack(errors.Conflict):
    """A message that waited, and that its author has taken back."""

    code = "taken_back"
    sentence = gettext_noop("Whoever wrote this has taken it back. There is nothing left to decide.")


class DecidedElsewhere(errors.Conflict):
    """Somebody else was a moment faster."""

    code = "decided_elsewhere"
    sentence = gettext_noop("Somebody else has looked at this in the meantime.")


class AuthorAway(errors.Conflict):
    """A message whose author has left, was removed or is suspended."""

    code = "author_away"
    sentence = gettext_noop(
        "Whoever wrote this does not take part at the moment, so it cannot newly appear in the room. You can turn it down."
    )


class TellFirst(errors.Conflict):
    """Something is to be done about a member's danger, and the member does not know of it yet."""

    code = "tell_first"
    sentence = gettext_noop("Write to them first: they are told before anything else is done.")


class InOtherHands(errors.Conflict):
    """Somebody else looks after it, or it is over."""

    code = "in_other_hands"
    sentence = gettext_noop("Somebody else is looking after this, or it is over. Here is how it stands.")


class PartyToIt(OutOfRank):
    """They reported it themself, and somebody else has still to look."""

    code = "party_to_it"
    sentence = gettext_noop("You reported this, or whoever it is about, so somebody else decides.")


class DoneBySite(OutOfRank):
    """Site staff did it: nobody of the group takes it back."""

    code = "done_by_site"
    sentence = gettext_noop("The people who run this site decided that. They alone can take it back.")


class AnotherOne(errors.NotPermitted):
    """Whoever asked to open a card cannot be the second to agree."""

    code = "another_one"
    sentence = gettext_noop("Two people open a card. Somebody else has to agree.")
