"""What can go wrong with what somebody writes for a bad night."""

from apps.core import errors
from apps.core.sentences import gettext_noop


class ChangedElsewhere(errors.Conflict):
    """The same part was changed in another window or on another device since this page was drawn."""

    code = "changed_elsewhere"
    sentence = gettext_noop(
        "This part was changed in another window or on another device. Both stand here now: put together what you want, and save again."
    )
