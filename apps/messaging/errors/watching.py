"""What can go wrong with words that are looked at before they are kept, and with the list of what is looked for."""

from apps.core import errors
from apps.core.sentences import gettext_noop
from apps.messaging.errors import Question, TooManyLinks, TooManyMentions


class TooManyLinksNow(TooManyLinks):
    """The same for everybody, while nobody is on duty and the group is stricter for that time."""

    sentence = gettext_noop("While nobody is on duty here, a message can hold two links.")


class TooManyMentionsNow(TooManyMentions):
    """The same for everybody, while nobody is on duty and the group is stricter for that time."""

    sentence = gettext_noop("While nobody is on duty here, a message can call on two people.")


class Repeated(errors.TooFast):
    """The same words of one author for the fourth time within minutes."""

    code = "repeated"
    sentence = gettext_noop(
        "These words of yours stand here three times already. Say it differently, or wait ten minutes; they are kept."
    )


class WatchedWords(Question):
    """A word that the group asks about; `found` is the word as the group wrote it down."""

    sentence = gettext_noop(
        "“%(found)s”: this group asks to think about this word for a moment. Change it, or send it as it is."
    )


class WatchedLink(Question):
    """A link that the group asks about."""

    sentence = gettext_noop("This group asks to think twice about links. Take it out, or send it as it is.")


class NoAddress(errors.Invalid):
    """What is to be watched is no name of a site."""

    code = "no_address"
    sentence = gettext_noop("Please write the name of the site, for example example.org.")


class CareWord(errors.Invalid):
    """Words of danger that would be held or asked about: they offer their author company, and nothing delays them."""

    code = "care_word"
    sentence = gettext_noop(
        "People say this when they are in danger, and such words are never held up. Their author is offered company at "
        "once. You can let them stand and be asked to look."
    )


class TooManyWatched(errors.Conflict):
    """More than is looked for in each message."""

    code = "too_many_watched"
    sentence = gettext_noop("The list is full. Take something away before you add more.")
