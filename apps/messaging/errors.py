"""What can go wrong with a message, each with a stable code and a sentence for people."""

from apps.core import errors
from apps.core.sentences import gettext_noop


class Empty(errors.Invalid):
    """Nothing was written."""

    code = "empty"
    sentence = gettext_noop("There is nothing to send yet.")


class TooLong(errors.Invalid):
    """More than one message holds."""

    code = "too_long"
    sentence = gettext_noop("That is longer than one message can be. Please send it in two.")


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
