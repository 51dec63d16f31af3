"""All cases of the site, from outside: for those who run it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import staff_of
from apps.moderation.forms_search import CaseSearchForm
from apps.moderation.services.case_search import search_cases
from apps.moderation.views_support import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def case_search(request: HttpRequest) -> HttpResponse:
    """Show what fits; what is sent is looked at first, and only codes and ids of it get into an address."""
    staff = staff_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    group, groups_after = (sent.get(name, "").replace("\0", "") for name in ("group", "groups_after"))
    form = CaseSearchForm(sent, group=group, groups_after=groups_after)
    if not form.is_valid():
        return render(request, "moderation/case_search.html", {"form": form}, status=status_of(form))
    query = form.wanted.as_query()
    if request.method == "POST":
        return HttpResponseRedirect(_address(query))
    found, has_more = search_cases(staff, form.wanted, after=sent.get("after", "").replace("\0", ""))
    page = {"form": form, "found": found, "is_all": not query}
    page["further"] = _address(query | {"after": found[-1].case.public_id}) if has_more else ""
    return render(request, "moderation/case_search.html", page)


def _address(query: dict[str, str]) -> str:
    return f"{reverse('moderation:case_search')}?{urlencode(query)}" if query else reverse("moderation:case_search")
