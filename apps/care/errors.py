"""What can go wrong with what somebody writes for a bad night, and with a file for the directory."""

from apps.core import errors
from apps.core.sentences import gettext_noop


class ChangedElsewhere(errors.Conflict):
    """The same part was changed in another window or on another device since this page was drawn."""

    code = "changed_elsewhere"
    sentence = gettext_noop(
        "This part was changed in another window or on another device. Both stand here now: put together what you want, and save again."
    )


class EntryChanged(errors.Conflict):
    """Somebody else changed the same entry since this page was drawn."""

    code = "entry_changed"
    sentence = gettext_noop(
        "Somebody else has changed this entry meanwhile. What you wrote still stands here, and beside it what it says now: put together what is right, and save again."
    )


class EntryGone(errors.NotFound):
    """Somebody else took an entry away while it was being changed."""

    code = "entry_gone"
    sentence = gettext_noop(
        "Somebody else has taken this entry away meanwhile. What you wrote still stands here; if you save it, it is there again."
    )


class NotATable(errors.Invalid):
    """The file is no text, or no table."""

    code = "not_a_table"
    sentence = gettext_noop("This is not a table that can be read. Save it as CSV in UTF-8 and try again.")


class ColumnsMissing(errors.Invalid):
    """The first line does not name what every entry needs."""

    code = "columns_missing"
    sentence = gettext_noop("The first line has to name the columns. These are missing: %(columns)s.")


class TooManyLines(errors.Invalid):
    """The file is longer than what is read at once."""

    code = "too_many_lines"
    sentence = gettext_noop("At most %(count)d lines fit into one file. Please make two of it.")
