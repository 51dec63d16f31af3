"""Whether words hold a way to reach somebody outside: a question before sending, never a refusal. Pure.

It rather asks once too often: an answer costs a tap, a number in the wrong hands a good deal more. Dates and times are
left out, and so are short numbers, which belong to helplines.
"""

import re

from apps.messaging.errors import ContactDetails, MailAddress, OutsideAccount, PhoneNumber

_DATE = re.compile(
    r"\b\d{4}[-/]\d{1,2}[-/]\d{1,2}\b"
    r"|\b\d{1,2}[./]\s?\d{1,2}[./]\s?(?:\d{4}|\d{2})\b"
    r"|\b\d{1,2}:\d{2}\b"
    r"|\b\d{4}\s?[-\u2013]\s?\d{4}\b"
)
_PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[\s().\-/\u2011\u2013]{0,3}\d){6,16}(?!\w)")
_AT, _DOT = r"(?:@|\s*[(\[]\s*at\s*[)\]]\s*)", r"(?:\.|\s*[(\[]\s*dot\s*[)\]]\s*)"
# It begins where a word does: begun at each letter, a long word would be read as often as it has letters.
_MAIL = re.compile(rf"(?<![\w.+\-])[\w.+\-]+{_AT}[\w\-]+(?:{_DOT}[\w\-]+)+", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?<![\w.])|(?<=www\.))"
    r"(?:wa\.me|t\.me|telegram\.me|discord\.gg|discord\.com/invite|chat\.whatsapp\.com|signal\.(?:me|group)|m\.me|fb\.me"
    r"|facebook\.com|instagram\.com|snapchat\.com|tiktok\.com/@|twitter\.com|x\.com/|linkedin\.com/in|line\.me"
    r"|zoom\.us/j|meet\.google\.com|join\.skype\.com|matrix\.to|paypal\.me)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:instagram|insta|snapchat|snap|telegram|whatsapp|discord|facebook|tiktok|skype|kik|twitter|messenger"
    r"|my signal|mi signal)\s*(?:(?:name|handle|account|number|user|nombre|cuenta)\s*)?(?:[:=@]|is\b|es\b)\s*@?\w",
    re.IGNORECASE,
)


def contact_in(text: str) -> ContactDetails | None:
    """Return what to ask the author before this is sent, or None where nothing in it leads outside."""
    if _MAIL.search(text):
        return MailAddress()
    if _PLACE.search(text) or _NAMED.search(text):
        return OutsideAccount()
    return PhoneNumber() if _PHONE.search(_DATE.sub(" | ", text)) else None
