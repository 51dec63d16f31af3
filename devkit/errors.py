"""What can go wrong while tools set things up, each in a sentence for the person at the terminal."""


class DevkitError(Exception):
    """Something a person has to mend; the text says what and how."""


class ServiceDidNotStartError(DevkitError):
    """An embedded server ended early or never answered."""


class ProgramMissingError(DevkitError):
    """A program that the command needs is not on this machine."""
