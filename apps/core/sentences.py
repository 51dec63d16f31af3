"""Marks sentences for translation in modules that must not import Django."""


def gettext_noop(sentence: str) -> str:
    """Return the sentence unchanged; `makemessages` finds it by this function's name."""
    return sentence
