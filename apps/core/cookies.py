"""Which cookies are read at all, by pages and by sockets."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

type View = Callable[[HttpRequest], HttpResponse]


def readable(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return the cookies without control characters, which none of ours has.

    Django undoes the escapes in a quoted value: so a NUL comes in that no header could carry, and PostgreSQL, asked for
    the session of that name, refuses the whole question.
    """
    return {name: value for name, value in cookies.items() if value.isprintable()}


def readable_cookies(get_response: View) -> View:
    """Do as if an unreadable cookie had not come."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = readable(request.COOKIES)
        return get_response(request)

    return middleware
