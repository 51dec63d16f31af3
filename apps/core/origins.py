"""Where a form came from, for browsers that were told to send no referrer.

Under `Referrer-Policy: no-referrer` a browser sends `Origin: null` with every form (Fetch Standard, "append a request
`Origin` header"), which Django's CSRF check refuses. `Sec-Fetch-Site` still says where the form was, and no page can
forge it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

type View = Callable[[HttpRequest], HttpResponse]


def own_forms(get_response: View) -> View:
    """Name the origin of our own forms for the CSRF check, which then asks for the token as always.

    Browsers without fetch metadata (Safari before 16.4) get the benefit of the doubt: the token decides alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.headers.get("Origin") == "null" and is_own_form(request):
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return get_response(request)

    return middleware


def is_own_form(request: HttpRequest) -> bool:
    """Tell whether a page of ours sent this form, as far as the browser says where it was."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
