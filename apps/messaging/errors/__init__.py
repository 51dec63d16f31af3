"""What can go wrong with a message, each with a stable code and a sentence for people."""

from apps.core import errors
from apps.core.sentences import gettext_noop
from apps.groups.errors import NotPermitted


class Empty(errors.Invalid):
    """Nothing was written."""

    code = "empty"
    sentence = gettext_noop("There is nothing to send yet.")


class TooLong(errors.Invalid):
    """More than one message holds, by `more` letters."""

    code = "too_long"
    sentence = gettext_noop(
        "That is longer than one message can be; letters too many: %(more)s. Please shorten it, or send it in two."
    )


class NotText(errors.Invalid):
    """It holds signs that are no text: NUL or half characters."""

    code = "not_text"
    sentence = gettext_noop("There is a sign in it that cannot be sent. Please write it without.")


class TooManyLinks(errors.NotPermitted):
    """A newcomer's message with more links than newcomers may send."""

    code = "too_many_links"
    sentence = gettext_noop("While you are new, a message can hold two links.")


class TooManyMentions(errors.NotPermitted):
    """A newcomer's message that calls on more people than newcomers may."""

    code = "too_many_mentions"
    sentence = gettext_noop("While you are new, a message can call on two people.")


class TooFast(errors.TooFast):
    """Too many messages within seconds."""

    sentence = gettext_noop(
        "That was a lot at once. Take a breath; in half a minute you can go on, your words are kept."
    )


class SlowMode(errors.TooFast):
    """The room asks for a pause between two messages of one member; `wait` is what is left of it, in seconds."""

    code = "slow_mode"
    sentence = gettext_noop("This room takes its time now. You can send again in %(wait)s s; your words are kept.")


class DraftElsewhere(errors.Conflict):
    """Another page of the same person has kept a newer draft than the one that this page knows of."""

    code = "draft_elsewhere"
    sentence = gettext_noop("You wrote something newer in another place.")


class Unavailable(errors.DomainError):
    """The database is away: nothing was kept, and the same can be sent again."""

    code = "unavailable"
    sentence = gettext_noop("That did not send. It is kept here: try again in a moment.")
    status = 503


class Unreadable(errors.Invalid):
    """A frame that is no small, flat JSON object with a type."""

    code = "bad_frame"
    sentence = gettext_noop("That could not be read.")


class UnknownType(errors.Invalid):
    """A frame of a type that does not exist."""

    code = "unknown_type"
    sentence = gettext_noop("That is nothing this page can do.")


class Unanswered(NotPermitted):
    """A conversation that was asked for: the same words whether it waits or was declined."""

    code = "unanswered"
    sentence = gettext_noop("You have asked. When they answer, you can write here. Until then there is nothing to do.")


class AnswerFirst(NotPermitted):
    """Whoever was asked says yes before they write."""

    code = "answer_first"
    sentence = gettext_noop("Say yes first, then you can write here.")


class Unmet(NotPermitted):
    """The member does not meet the other one, by their own choice."""

    code = "unmet"
    sentence = gettext_noop("You have chosen not to meet this person. What was said stays, and nothing new comes.")


class TakesNoDirect(NotPermitted):
    """One answer for whoever chose so, is new, has left, is suspended or has blocked: nobody can tell which."""

    code = "takes_no_direct"
    sentence = gettext_noop("This person takes no direct messages.")


class TooManyRequests(errors.TooFast):
    """Too many requests of one day wait for an answer."""

    code = "too_many_requests"
    sentence = gettext_noop("You have asked several people today. Wait for an answer, or ask again tomorrow.")


class RequestTooLong(errors.Invalid):
    """A first note is short."""

    code = "request_too_long"
    sentence = gettext_noop("A first note has at most 300 letters. Please make it shorter.")


class RequestHasContact(errors.Invalid):
    """A first note with a link, an address or a number."""

    code = "request_has_contact"
    sentence = gettext_noop(
        "A first note holds no links, addresses or numbers. You can share them later, if both want."
    )


class Question(errors.Conflict):
    """Something in it is asked about before it is sent, and the author can say that they are sure.

    Several at once have the code of the first; `questions` are all of them.
    """

    code = "watched_words"
    sentence = gettext_noop("%(questions)s")


class ContactDetails(Question):
    """Something in it says where the author can be found outside: sent only when they are sure."""

    code = "contact_details"
    sentence = gettext_noop(
        "There seems to be a way to reach you in it. Once sent, you cannot take it out of their hands."
    )


class PhoneNumber(ContactDetails):
    """The same, for a number."""

    sentence = gettext_noop("This looks like a phone number. Once sent, you cannot take it out of their hands.")


class MailAddress(ContactDetails):
    """The same, for an e-mail."""

    sentence = gettext_noop("This looks like an e-mail address. Once sent, you cannot take it out of their hands.")


class OutsideAccount(ContactDetails):
    """The same, for an account or an invitation elsewhere."""

    sentence = gettext_noop(
        "This looks like your place on another site. Once sent, you cannot take it out of their hands."
    )


class NotYours(errors.NotPermitted):
    """Words of somebody else."""

    code = "not_yours"
    sentence = gettext_noop("Only whoever wrote these words can do that.")


class Unchangeable(errors.Conflict):
    """Words that nobody can read any more: hidden by a moderator, or taken back."""

    code = "unchangeable"
    sentence = gettext_noop("This message can no longer be changed.")


class TooLateToChange(errors.NotPermitted):
    """Others have read and answered these words for a day."""

    code = "too_late"
    sentence = gettext_noop("Words can be changed for one day. You can still take them back.")


class WouldBeHeld(errors.NotPermitted):
    """A moderator would read the new words first, and the message already stands in the room."""

    code = "would_be_held"
    sentence = gettext_noop(
        "Somebody who looks after the room would read these words first. Send them as a new message instead."
    )


class NoQuietAnswer(errors.Conflict):
    """A message that waits, is hidden or was taken back."""

    code = "no_quiet_answer"
    sentence = gettext_noop("This message cannot be answered quietly.")


class OwnWords(errors.NotPermitted):
    """A quiet answer to oneself."""

    code = "own_words"
    sentence = gettext_noop("These are your own words. Quiet answers come from others.")


class NoWord(errors.Invalid):
    """What somebody does not want to meet is no word: a single letter, or signs alone."""

    code = "no_word"
    sentence = gettext_noop("Please write a word with at least two letters.")


class LongPhrase(errors.Invalid):
    """More than a word or a short phrase."""

    code = "long_phrase"
    sentence = gettext_noop("That is too long. A word or a short phrase works best.")


class TooManyWords(errors.Conflict):
    """More muted words than are looked for in each message."""

    code = "too_many_words"
    sentence = gettext_noop("Your list is full. Take a word away before you add another one.")


class ThreadClosed(errors.Conflict):
    """A post that is gone, hidden, never was or is not for this person: the same words for all."""

    code = "thread_closed"
    sentence = gettext_noop("Nobody can answer that post now. Your words are still here.")


class MemorialClosed(errors.Conflict):
    """A page in memory of somebody that takes no more memories."""

    code = "memorial_closed"
    sentence = gettext_noop("No memories are added to this page any more. Your words are still here.")


class TooNewToBegin(NotPermitted):
    """A newcomer who wants to begin a page in memory of somebody."""

    code = "too_new_to_begin"
    sentence = gettext_noop("While you are new here, you can add memories but not begin a page. It will not be long.")


class NoPicture(errors.Invalid):
    """A file that is no picture inside, whatever its name says."""

    code = "no_picture"
    sentence = gettext_noop("This file is not a picture that we can open. A JPEG, PNG, WebP or GIF works.")


class PictureTooLarge(errors.Invalid):
    """More than 5 MiB or 20 megapixels."""

    code = "picture_too_large"
    sentence = gettext_noop(
        "This picture is too large. Up to 5 MB works: a smaller copy or a screenshot of it will do."
    )


class TooNewForPictures(NotPermitted):
    """A newcomer who wants to send a picture."""

    code = "too_new_for_pictures"
    sentence = gettext_noop("While you are new here, messages are words. Pictures follow soon.")


class TooManyPictures(errors.TooFast):
    """More pictures within an hour than anybody needs."""

    code = "too_many_pictures"
    sentence = gettext_noop("That is many pictures in a short time. Please wait a little with the next one.")
