"""What somebody typed into a form that went no further, so that the page which says so can give it back."""

from django.http import HttpRequest

SHORTEST = 20  # letters; less is typed again sooner than copied
# Parts of names of fields that no page ever shows again.
_SECRET = ("pass", "code", "csrf", "token", "credential")


def typed_words(request: HttpRequest) -> list[str]:
    """Return the longer texts of the form that was sent, in its order, without anything that is a secret."""
    return [
        value
        for name, values in request.POST.lists()
        if not any(part in name for part in _SECRET)
        for value in map(str, values)
        if len(value) >= SHORTEST and " " in value
    ]
