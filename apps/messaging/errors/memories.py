"""What can go wrong with days that a group is asked to hold."""

from apps.core import errors
from apps.core.sentences import gettext_noop


class DayAskedBefore(errors.Conflict):
    """A day was declined, or taken down."""

    code = "day_asked_before"
    sentence = gettext_noop(
        "The group was asked for this day before, and it is not held. Those who look after the room can still hold it: "
        "talk with them."
    )


class ManyDays(errors.Conflict):
    """A page has as many days as it can."""

    code = "many_days"
    sentence = gettext_noop("These are as many days as one page can have. Take one back, and there is room again.")
