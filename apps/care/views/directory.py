"""Professional support: looked for by anybody, signed in or not; nothing of what somebody looks for is kept."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from apps.care.forms_directory import DirectoryFilter
from apps.care.models import Resource
from apps.care.services.directory import find_resources, in_words
from apps.care.views.support import country_here

PAGE = 30


@require_safe
def professionals(request: HttpRequest) -> HttpResponse:
    """Show what fits; by itself that of the person's country."""
    form = DirectoryFilter(request.GET, country_here(request))
    sought = form.sought
    page = Paginator(find_resources(sought), PAGE).get_page(request.GET.get("page"))
    asked = {name: str(value) for name, value in request.GET.items() if name in form.fields}
    context = {
        "form": form,
        "sought": sought,
        "page": page,
        "shown": in_words(page),
        "further": f"?{urlencode(asked | {'page': str(page.next_page_number())})}" if page.has_next() else "",
        "is_empty": not page.object_list and not Resource.objects.exists(),
    }
    return render(request, "care/professionals.html", context)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show what one can ask somebody before one trusts them with oneself."""
    return render(request, "care/questions.html")
