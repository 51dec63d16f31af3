"""Finding a group, with or without an account; nothing of what somebody looks for is kept."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.middleware import wants_fragment
from apps.groups.forms.finding import FinderForm
from apps.groups.models import Topic
from apps.groups.services.finding import cards_of, find_groups, own_groups
from apps.groups.services.groups import may_found
from apps.groups.views.support import person

PAGE = 24


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Show the groups that fit, as a page or, for htmx, as the list alone."""
    topics = list(Topic.objects.all())
    form = FinderForm(request.GET, topics)
    viewer = person(request)
    found = find_groups(viewer, form.chosen, topics)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "mine": [] if viewer is None else own_groups(viewer),
        "cards": cards_of(list(page), viewer),
        "may_found": viewer is not None and may_found(viewer),
        "further": _address_of(request, page.number + 1) if page.has_next() else "",
    }
    template = "groups/finder.html#found" if wants_fragment(request) else "groups/finder.html"
    return render(request, template, context)


def _address_of(request: HttpRequest, page_number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page_number)
    return f"?{query.urlencode()}"
