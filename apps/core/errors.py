"""What can go wrong, each with a stable code for programs and a sentence for people.

The sentences are translated once, at the edge that shows them (page, fragment, socket, API).
"""

from typing import ClassVar

from apps.core.sentences import gettext_noop


class DomainError(Exception):
    """Something asked for did not happen, and nothing was changed.

    `values` fill the named places of the sentence after it was translated.
    """

    code: ClassVar[str] = "not_possible"
    sentence: ClassVar[str] = gettext_noop("That is not possible right now.")
    status: ClassVar[int] = 400

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.code)


class NotFound(DomainError):
    """It does not exist, or this person may not know that it does."""

    code = "not_found"
    sentence = gettext_noop("There is nothing here.")
    status = 404


class NotPermitted(DomainError):
    """The person may see it and may not do this to it."""

    code = "not_permitted"
    sentence = gettext_noop("You cannot do that here.")
    status = 403


class Conflict(DomainError):
    """Somebody or something else was there first."""

    code = "conflict"
    sentence = gettext_noop("Something changed in the meantime. Look again and try once more.")
    status = 409


class Invalid(DomainError):
    """The input cannot be used as it is."""

    code = "invalid"
    sentence = gettext_noop("Something in it cannot be used. Please look at it again.")
    status = 422


class TooFast(DomainError):
    """The same was asked too often in too short a time."""

    code = "too_fast"
    sentence = gettext_noop("That was a lot at once. Please wait a moment and try again.")
    status = 429
