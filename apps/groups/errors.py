"""What can go wrong in a group, each with a stable code and a sentence for people."""

from apps.core import errors
from apps.core.sentences import gettext_noop


class NotPermitted(errors.NotPermitted):
    """The person may see the group and may not do this in it."""


class Muted(NotPermitted):
    """The member may read and not write for a time."""

    code = "muted"
    sentence = gettext_noop(
        "You cannot write in this group at the moment. You can still read."
    )


class Archived(NotPermitted):
    """The group is closed: what was said can be read, nothing is added."""

    code = "archived"
    sentence = gettext_noop("This group is closed. You can read what was said.")


class OutOfRank(NotPermitted):
    """The other person's role is not below one's own, or it is oneself."""

    code = "out_of_rank"
    sentence = gettext_noop(
        "You cannot do that to this member. Ask the people who run this site."
    )


class AliasTaken(errors.Conflict):
    """Another member has an alias that looks the same."""

    code = "alias_taken"
    sentence = gettext_noop(
        "Somebody in this group has an alias that looks like this one. Please choose another."
    )


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
    sentence = gettext_noop(
        "This invitation no longer works. Ask the person who sent it for a new one."
    )


class AgreementMissing(errors.Invalid):
    """The present agreement was not accepted."""

    code = "agreement_missing"
    sentence = gettext_noop(
        "Please read what the group agreed on, and say that you agree."
    )


class AgreementChanged(errors.Conflict):
    """The agreement was renewed while the person was reading the old one."""

    code = "agreement_changed"
    sentence = gettext_noop(
        "The group changed its agreement just now. Please read the new one."
    )


class LastOwner(errors.Conflict):
    """The group would be left without an owner."""

    code = "last_owner"
    sentence = gettext_noop(
        "You are the only owner of this group. Hand it over first, then you can leave."
    )
