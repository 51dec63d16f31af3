"""The directory as those who run the site look after it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import staff_of
from apps.care.errors import EntryChanged, EntryGone
from apps.care.forms_directory import FileForm, Problem, ResourceForm, read_file
from apps.care.models import Resource
from apps.care.rules.directory_file import COLUMNS, MOST_LINES, NEEDED, VERSION
from apps.care.services import directory as services
from apps.care.services.directory import Outcome
from apps.care.topics import known_topics
from apps.core.errors import DomainError, NotFound
from apps.core.wording import in_words

PAGE = 50
# A long file full of faults has one cause mostly: the first of them show it.
MOST_PROBLEMS = 50
_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Show all entries, first those that want to be checked."""
    staff_of(request)
    today = timezone.localdate()
    page = Paginator(services.fresh_resources(today), PAGE).get_page(request.GET.get("page"))
    return render(request, "care/directory.html", {"stale": services.stale_resources(today), "page": page})


@_both
def entry_new(request: HttpRequest) -> HttpResponse:
    """Ask what there is to say of an offer, and keep it."""
    staff_of(request)
    form = ResourceForm(request.POST if request.method == "POST" else None, topics=known_topics())
    if form.is_valid():
        services.add_resource(form.offer)
        messages.success(request, gettext("It stands in the directory."))
        return redirect("directory:entries")
    return render(request, "care/directory_entry.html", {"form": form}, status=_status_of(form))


@_both
def entry(request: HttpRequest, resource_id: str) -> HttpResponse:
    """Show one entry to be changed, or keep it as it is now said."""
    staff_of(request)
    try:
        return _entry(request, resource_id)
    except NotFound:
        if request.method != "POST":
            raise
        return _gone(request)


def _entry(request: HttpRequest, resource_id: str) -> HttpResponse:
    present = services.find_resource(resource_id)
    sent = request.POST if request.method == "POST" else None
    form = ResourceForm(sent, topics=known_topics(), present=present)
    if form.is_valid():
        try:
            services.change_resource(resource_id, form.offer, seen=form.cleaned_data["seen"])
        except EntryChanged as error:
            return _beside(request, form, services.find_resource(resource_id), error)
        messages.success(request, gettext("Saved."))
        return redirect("directory:entries")
    context = {"form": form, "resource": present}
    return render(request, "care/directory_entry.html", context, status=_status_of(form))


def _beside(request: HttpRequest, sent: ResourceForm, present: Resource, error: EntryChanged) -> HttpResponse:
    form, changed = sent.beside(present)
    form.add_error(None, in_words(error))
    context = {"form": form, "resource": present, "changed": changed}
    return render(request, "care/directory_entry.html", context, status=error.status)


def _gone(request: HttpRequest) -> HttpResponse:
    form, error = ResourceForm(request.POST, topics=known_topics()), EntryGone()
    form.add_error(None, in_words(error))
    context = {"form": form, "sends_to": reverse("directory:entry_new")}
    return render(request, "care/directory_entry.html", context, status=error.status)


@require_POST
def entry_check(request: HttpRequest, resource_id: str) -> HttpResponse:
    """Note that somebody looked today, and that it is all still so."""
    staff_of(request)
    services.note_checked(resource_id, timezone.localdate())
    messages.success(request, gettext("Kept: checked today."))
    return redirect("directory:entries")


@require_POST
def entry_remove(request: HttpRequest, resource_id: str) -> HttpResponse:
    """Take an entry away."""
    staff_of(request)
    services.remove_resource(resource_id)
    messages.success(request, gettext("It is gone."))
    return redirect("directory:entries")


@_both
def file(request: HttpRequest) -> HttpResponse:
    """Say how the table looks, and take one in: all of it, or nothing."""
    staff_of(request)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    problems: list[Problem] = []
    if form.is_valid():
        try:
            reading = read_file(form.cleaned_data["file"])
        except DomainError as error:
            form.add_error("file", in_words(error))
        else:
            problems = reading.problems
            if not problems:
                messages.success(request, said_of(services.keep_file(reading.offers)))
                return redirect("directory:entries")
    context = {
        "form": form,
        "problems": problems[:MOST_PROBLEMS],
        "has_more": len(problems) > MOST_PROBLEMS,
        "columns": [(column, column in NEEDED) for column in COLUMNS],
        "version": VERSION,
        "most_lines": MOST_LINES,
    }
    return render(request, "care/directory_file.html", context, status=422 if problems else _status_of(form))


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Give out the whole directory as a table."""
    staff_of(request)
    # With the mark by which spreadsheets know the letters.
    response = HttpResponse(services.written().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="directory.csv"'
    return response


def said_of(outcome: Outcome) -> str:
    """Return what a file brought, in words."""
    new = ngettext("%(count)d new entry", "%(count)d new entries", outcome.added) % {"count": outcome.added}
    changed = ngettext("%(count)d changed", "%(count)d changed", outcome.changed) % {"count": outcome.changed}
    same = ngettext("%(count)d as before", "%(count)d as before", outcome.same) % {"count": outcome.same}
    return gettext("Done: %(new)s, %(changed)s, %(same)s.") % {"new": new, "changed": changed, "same": same}


def _status_of(form: ResourceForm | FileForm) -> int:
    return 422 if form.is_bound and form.errors else 200
