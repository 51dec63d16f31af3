"""What can stand between a signed-in person and a page."""

from apps.core.errors import DomainError
from apps.core.sentences import gettext_noop


class ConsentNeeded(DomainError):
    """The person has not agreed to the terms that hold now."""

    code = "consent_needed"
    sentence = gettext_noop("What we ask you to agree to has changed. Please read it first.")
    status = 403


class SecondFactorNeeded(DomainError):
    """The person can reach other people's affairs and has not shown a second factor in this session."""

    code = "second_factor_needed"
    sentence = gettext_noop("Please confirm with your authenticator app first.")
    status = 403


class AdministratorExists(DomainError):
    """There is an administrator already and nobody asked for another."""

    code = "administrator_exists"
    sentence = gettext_noop("There is an administrator already. Say --another to make one more.")
    status = 409


class PasskeyRefused(DomainError):
    """What came is no passkey that was made or shown here just now."""

    code = "passkey_refused"
    sentence = gettext_noop("This passkey could not be used here. Please try again.")
    status = 400


class OnlyWayIn(DomainError):
    """Without this passkey the person could not sign in any more."""

    code = "only_way_in"
    sentence = gettext_noop("This is your only way in. Please add another passkey or set a passphrase first.")
    status = 409


class LastSecondFactor(DomainError):
    """The person's task asks for a second factor, and this is the only one."""

    code = "last_second_factor"
    sentence = gettext_noop("Your task here needs a second factor, and this is the only one. Please add another first.")
    status = 409


class AddressTaken(DomainError):
    """Somebody else has come to own the address meanwhile."""

    code = "address_taken"
    sentence = gettext_noop("This address cannot be used here. Please take another one.")
    status = 409
