"""The pages shown when something did not work: in words, with a way back."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader

from apps.core.middleware import wants_json


def _answer(request: HttpRequest, status: int, code: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": code, "detail": ""}, status=status)
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "bad_request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "not_permitted")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found")


def broken(request: HttpRequest) -> HttpResponse:
    """Say that we broke something; needs neither the database nor a context processor."""
    return HttpResponse(loader.get_template("500.html").render({}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Explain a form that was open too long; the browser's Back still holds what was typed."""
    if wants_json(request):
        return JsonResponse({"code": "csrf", "detail": ""}, status=403)
    return render(request, "403_csrf.html", status=403)
