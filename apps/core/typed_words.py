"""What somebody typed into a form that went no further, so that the page which says so can give it back."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from apps.core.origins import is_own_form

SHORTEST = 20  # letters; less is typed again sooner than copied
# Parts of names of fields that no page ever shows again.
_SECRET = ("pass", "code", "csrf", "token", "credential")


def typed_words(request: HttpRequest) -> list[str]:
    """Return the longer texts of the form that was sent, in its order, without anything that is a secret.

    Nothing of a form that another site wrote, nor of one that cannot be read.
    """
    return [
        value
        for name, values in _sent(request).lists()
        if not any(part in name for part in _SECRET)
        for value in map(str, values)
        if len(value) >= SHORTEST and " " in value
    ]


def _sent(request: HttpRequest) -> QueryDict:
    try:
        return request.POST if request.method == "POST" and is_own_form(request) else QueryDict()
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return QueryDict()
