"""Which cookies are read at all, by pages and by sockets."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

type View = Callable[[HttpRequest], HttpResponse]

# A browser takes such a cookie from this very host over https alone, so that no neighbour's page can put one in its place.
PREFIX = "__Host-"


def readable(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return the cookies without control characters, which none of ours has.

    Django undoes the escapes in a quoted value: so a NUL comes in that no header could carry, and PostgreSQL, asked for
    the session of that name, refuses the whole question.
    """
    return {name: value for name, value in cookies.items() if value.isprintable()}


def readable_cookies(get_response: View) -> View:
    """Do as if an unreadable cookie had not come; in production every cookie of ours has the prefix, and no other is read.

    Inside they go by their plain names; session and token, whose names are settings, keep theirs.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = _by_plain_names(readable(request.COOKIES))
        response = get_response(request)
        if _is_strict():
            _give_prefix(response)
        return response

    return middleware


def _is_strict() -> bool:
    return settings.SESSION_COOKIE_NAME.startswith(PREFIX)


def _by_plain_names(cookies: Mapping[str, str]) -> dict[str, str]:
    named = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    kept = {name: value for name, value in cookies.items() if name.startswith(PREFIX) or not _is_strict()}
    return {name if name in named else name.removeprefix(PREFIX): value for name, value in kept.items()}


def _give_prefix(response: HttpResponse) -> None:
    for name in [name for name in response.cookies if not name.startswith(PREFIX)]:
        plain = response.cookies.pop(name)
        response.cookies[PREFIX + name] = plain.value
        response.cookies[PREFIX + name].update(dict(plain) | {"secure": True, "path": "/", "domain": ""})
