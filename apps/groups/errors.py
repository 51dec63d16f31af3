"""What can go wrong in a group, each with a stable code and a sentence for people."""

from apps.core import errors
from apps.core.sentences import gettext_noop


class NotPermitted(errors.NotPermitted):
    """The person may see the group and may not do this in it."""


class Muted(NotPermitted):
    """The member may read and not write for a time."""

    code = "muted"
    sentence = gettext_noop(
        "You cannot write in this group, or speak in its meetings, at the moment. You can still read and listen."
    )


class MutedUntil(Muted):
    """The same, where the end is known: `until` is a moment."""

    sentence = gettext_noop(
        "You cannot write in this group until %(until)s. In its meetings nobody hears or sees you until then. "
        "You can still read and listen."
    )


class RoomLocked(NotPermitted):
    """Those who look after the room closed it for a while: what was said can be read. `until` is a moment."""

    code = "room_locked"
    sentence = gettext_noop("This room rests until %(until)s. You can read, and nothing is lost.")


class Archived(NotPermitted):
    """The group is closed: what was said can be read, nothing is added."""

    code = "archived"
    sentence = gettext_noop("This group is closed. You can read what was said.")


class Unattended(NotPermitted):
    """Nobody is on duty, and the group chose that its rooms rest meanwhile."""

    code = "unattended"
    sentence = gettext_noop("Nobody is on duty now, so nobody writes here for the moment. Your words are kept.")


class UnattendedUntil(Unattended):
    """The same, where it is known when somebody is there again: `until` is a moment."""

    sentence = gettext_noop(
        "Nobody is on duty now, so nobody writes here until %(until)s. Your words are kept until then."
    )


class OutOfRank(NotPermitted):
    """The other person's role is not below one's own, or it is oneself."""

    code = "out_of_rank"
    sentence = gettext_noop("You cannot do that to this member. Ask the people who run this site.")


class AliasTaken(errors.Conflict):
    """Another member has an alias that looks the same."""

    code = "alias_taken"
    sentence = gettext_noop("Somebody in this group has an alias that looks like this one. Please choose another.")


class AlreadyMember(errors.Conflict):
    """The person is in the group."""

    code = "already_member"
    sentence = gettext_noop("You are in this group already.")


class CannotJoin(NotPermitted):
    """The group does not take this person in at the moment."""

    code = "cannot_join"
    sentence = gettext_noop("You cannot join this group at the moment.")


class InvitationSpent(NotPermitted):
    """The invitation has expired, was used up or was taken back."""

    code = "invitation_spent"
    sentence = gettext_noop("This invitation no longer works. Ask the person who sent it for a new one.")


class AgreementMissing(errors.Invalid):
    """The present agreement was not accepted."""

    code = "agreement_missing"
    sentence = gettext_noop("Please read what the group agreed on, and say that you agree.")


class AgreementChanged(errors.Conflict):
    """The agreement was renewed while the person was reading the old one."""

    code = "agreement_changed"
    sentence = gettext_noop("The group changed its agreement just now. Please read the new one.")


class LastOwner(errors.Conflict):
    """The group would be left without an owner."""

    code = "last_owner"
    sentence = gettext_noop("You are the only owner of this group. Hand it over first, then you can leave.")


class AlreadyAsked(errors.Conflict):
    """The person's request is waiting for an answer."""

    code = "already_asked"
    sentence = gettext_noop("You have asked already. A person will read it and answer.")


class AlreadyDecided(errors.Conflict):
    """Somebody else answered the request, or the person took it back."""

    code = "already_decided"
    sentence = gettext_noop("This request was answered or taken back in the meantime.")


class AliasUnusable(errors.Invalid):
    """The alias has characters that nobody can see, read or type."""

    code = "alias_unusable"
    sentence = gettext_noop(
        "Please use letters of one alphabet, numbers, spaces and hyphens, with at least one letter."
    )


class AliasWrongLength(AliasUnusable):
    """The alias is too short or too long."""

    code = "alias_wrong_length"
    sentence = gettext_noop("An alias has between 2 and 40 characters.")


class AliasIsContact(AliasUnusable):
    """The alias has an e-mail address, a web address or a phone number in it."""

    code = "alias_is_contact"
    sentence = gettext_noop(
        "This looks like an e-mail address, a link or a phone number. To keep you safe, please choose something else."
    )


class AliasReserved(AliasUnusable):
    """The alias sounds like somebody who looks after the group."""

    code = "alias_reserved"
    sentence = gettext_noop("This sounds like somebody who looks after the group. Please choose something else.")


class AliasLooksLikeName(AliasUnusable):
    """The alias reads like a first and a last name, or repeats the e-mail address: a question, not a refusal."""

    code = "alias_looks_like_name"
    sentence = gettext_noop(
        "This could be your own name, or part of your e-mail. People here do not need it. If it tells nobody who you are, "
        "or you are sure, confirm below."
    )


class AliasChangedLately(errors.TooFast):
    """Others would lose track of who is who."""

    code = "alias_changed_lately"
    sentence = gettext_noop("You changed your alias a short while ago. You can change it again from %(day)s.")


class AskedLately(CannotJoin):
    """The person was declined a short while ago."""

    code = "asked_lately"
    sentence = gettext_noop("They could not take you in this time. You can ask again from %(day)s.")


class MergerDeclined(errors.TooFast):
    """The other group did not want to become one with this one, a short while ago."""

    code = "merger_declined"
    sentence = gettext_noop("They said no a short while ago. You can ask them again from %(day)s.")


class NotOneself(errors.Invalid):
    """Nobody can avoid themself."""

    code = "not_oneself"
    sentence = gettext_noop("That is you. You can choose this for somebody else alone.")


class ShiftGone(errors.Conflict):
    """Somebody else took the shift, it was taken back, or it is over."""

    code = "shift_gone"
    sentence = gettext_noop("That shift was taken or changed in the meantime. Here is how it stands now.")


class ShiftUnusable(errors.Invalid):
    """A single shift that is over, lasts too long or lies too far ahead."""

    code = "shift_unusable"
    sentence = gettext_noop("A shift ends after it begins, lasts a day at most, and lies within the next six weeks.")


class InGoodHands(errors.Conflict):
    """Another greeter looks out for this newcomer."""

    code = "in_good_hands"
    sentence = gettext_noop("Somebody looks out for them already. A hello from you is welcome all the same.")


class Paused(NotPermitted):
    """The group rests until an owner wakes it: what was said can be read, nothing is added."""

    code = "paused"
    sentence = gettext_noop("This group rests at the moment. You can read what was said.")


class NotNow(errors.Conflict):
    """Somebody else was first, or it is not so any more."""

    code = "not_now"
    sentence = gettext_noop("That is not possible any more: something changed in the meantime. Here is how it stands.")
