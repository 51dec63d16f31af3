"""What can go wrong on one's own way, each with a stable code and a sentence for people."""

from apps.core import errors
from apps.core.sentences import gettext_noop
from apps.groups.errors import NotPermitted
from apps.messaging.errors import RequestHasContact


class AsManyAsFit(errors.Conflict):
    """There is no room for one more."""

    code = "as_many_as_fit"
    sentence = gettext_noop("That is as many as fit here. Take one away, and there is room again.")


class BeforeItBegan(errors.Invalid):
    """A day lies before the first one."""

    code = "before_it_began"
    sentence = gettext_noop("That day is before it began. Change the first day, or look at the date again.")


class NotYet(errors.Invalid):
    """A day has not come yet."""

    code = "not_yet"
    sentence = gettext_noop("That day has not come yet.")


class BegunThere(errors.Conflict):
    """Words were to be put where something else was begun."""

    code = "begun_there"
    sentence = gettext_noop(
        "You have begun to write something else there. Send it or empty it first; what you wrote here stays."
    )


class EveningTooEarly(errors.Invalid):
    """The look-back comes before the morning of its day, or close to it."""

    code = "evening_too_early"
    sentence = gettext_noop("The evening has to come after the morning, and well before the next one.")


class WrongWayRound(errors.Invalid):
    """The last day is before the first."""

    code = "wrong_way_round"
    sentence = gettext_noop("The last day is before the first one.")


class ShortList(errors.Invalid):
    """A list that somebody wrote is too long, or a line of it is."""

    code = "short_list"
    sentence = gettext_noop("A short list works best: at most %(count)d lines of at most %(length)d letters.")


class CalledOften(errors.TooFast):
    """Somebody asked for company as often as one can in a day."""

    code = "called_often"
    sentence = gettext_noop("Those you chose were asked as often as they can be in one day. Below is who is there now.")


class NobodyChosen(errors.Conflict):
    """Somebody has chosen nobody who could be told."""

    code = "nobody_chosen"
    sentence = gettext_noop("Choose first who is told.")


class CannotWriteNow(errors.NotPermitted):
    """Somebody may not begin conversations in any group of those they chose."""

    code = "cannot_write_now"
    sentence = gettext_noop(
        "You cannot write to members there right now, so nobody was told. Below is who is there now."
    )


class FiveAtMost(errors.Invalid):
    """More were chosen than can be."""

    code = "five_at_most"
    sentence = gettext_noop("Choose five at most.")


class HoldsNoMore(errors.Conflict):
    """Somebody has as many pacts as they said they can hold."""

    code = "holds_no_more"
    sentence = gettext_noop("They hold as many as they can right now. That says nothing about you.")


class OffersNothing(errors.Conflict):
    """Somebody does not offer to be a mentor."""

    code = "offers_nothing"
    sentence = gettext_noop("They are not offering this right now.")


class TooNewToOffer(NotPermitted):
    """A newcomer who wants to be in the list of mentors."""

    code = "too_new_to_offer"
    sentence = gettext_noop(
        "While you are new here, nobody can ask you to be their mentor yet. After a few days you can offer it."
    )


class LeadsElsewhere(RequestHasContact):
    """The aim of a pact, or a mentor's offer, with a link, an address or a number: nobody asked to be reached so."""

    sentence = gettext_noop(
        "What others read here unasked holds no links, addresses or numbers. You can share them later, if both want."
    )


class AskedLately(errors.TooFast):
    """Somebody asked the same member a short time ago."""

    code = "asked_lately"
    sentence = gettext_noop("You asked them lately. You can ask again from %(day)s on.")


class AsksMany(errors.TooFast):
    """Somebody waits for as many answers as one can."""

    code = "asks_many"
    sentence = gettext_noop("You have asked as many people as one can at a time. Wait for one of them first.")


class TooSoon(errors.Invalid):
    """A review date is too close, or too far away."""

    code = "too_soon"
    sentence = gettext_noop("Choose a day that is a week from now at the least, and a year at the most.")


class ProposedAlready(errors.Conflict):
    """Something is proposed for the pact that has no answer yet."""

    code = "proposed_already"
    sentence = gettext_noop("Something has been proposed meanwhile. Look at it first.")


class ProposedLately(errors.TooFast):
    """Somebody proposed something else for the same pact a short time ago."""

    code = "proposed_lately"
    sentence = gettext_noop("You proposed something a short time ago. Tomorrow you can propose again.")


class Rests(errors.Conflict):
    """One of the two takes a pause."""

    code = "rests"
    sentence = gettext_noop("The pact rests. When it is taken up again, you can propose something.")


class TermsChanged(errors.Conflict):
    """What somebody said yes to is not what is proposed now."""

    code = "terms_changed"
    sentence = gettext_noop("What was proposed has changed, or is no longer there. Please look at it again.")


class NothingSaid(errors.Invalid):
    """A day was sent without a word."""

    code = "nothing_said"
    sentence = gettext_noop("Say one of the two: what you mean to do, or how it went.")


class AskedOften(errors.TooFast):
    """Somebody asked as often as one can in a day whether others want to be told."""

    code = "asked_often"
    sentence = gettext_noop("You have asked as often as one can in a day. Tomorrow you can ask again.")


class OneCircleAGroup(errors.Conflict):
    """Somebody is in the circles of a group with another milestone."""

    code = "one_circle_a_group"
    sentence = gettext_noop(
        "You are in a circle of this group with another of your days. Leave that one first; nobody is told."
    )


class ChangesCirclesOften(errors.TooFast):
    """Somebody came into circles as often as one can in a week."""

    code = "changes_circles_often"
    sentence = gettext_noop("You came into circles as often as one can in a week. In some days you can again.")
