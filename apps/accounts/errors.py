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
