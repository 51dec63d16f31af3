"""What the site says to everybody: written by the people who run it, put away by whoever has read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import User
from apps.accounts.requests import person_of, staff_of
from apps.groups.views.support import local_next
from apps.moderation.forms_announcements import AnnouncementForm, ChangeForm
from apps.moderation.models import Announcement
from apps.moderation.services import announcements as services
from apps.moderation.views_support import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def announcements(request: HttpRequest) -> HttpResponse:
    """Show what was said lately; show what is being written, or changed, as it will look, and then say it."""
    staff = staff_of(request)
    changed = _to_change(request)
    sent = request.POST if request.method == "POST" else None
    form = ChangeForm(sent, said=changed) if changed else AnnouncementForm(sent)
    is_whole = request.method == "POST" and form.is_valid()
    if is_whole and request.POST.get("act") == "announce":
        return _announce(request, staff, form, changed)
    page = {
        "form": form,
        "changed": changed,
        "said": services.written_lately(),
        "today": timezone.localdate(),
        "preview": [Announcement(title=form.wording.title, words=form.wording.words)] if is_whole else [],
    }
    return render(request, "moderation/announcements.html", page, status=status_of(form))


def _to_change(request: HttpRequest) -> Announcement | None:
    """Return what the page was asked to change, or nothing when something new is to be said."""
    named = request.POST if request.method == "POST" else request.GET
    public_id = named.get("change", "").replace("\0", "")
    return services.find_shown(public_id) if public_id else None


def _announce(request: HttpRequest, staff: User, form: AnnouncementForm, changed: Announcement | None) -> HttpResponse:
    if changed is None:
        services.announce(staff, form.wording, form.cleaned_data["client_id"])
        told = gettext("Done. It is shown on the first page of everybody and on the list of groups.")
    else:
        is_for_all_again = form.cleaned_data["is_for_all_again"]
        services.change_announcement(staff, changed.public_id, form.wording, is_for_all_again=is_for_all_again)
        told = gettext("Done. From now on it says this.")
    messages.success(request, told)
    return redirect("moderation:announcements")


@require_POST
def announcement_end(request: HttpRequest, announcement_id: str) -> HttpResponse:
    """Show it to nobody any more."""
    services.take_down(staff_of(request), announcement_id)
    messages.success(request, gettext("Done. Nobody is shown it any more."))
    return redirect("moderation:announcements")


@require_POST
def announcement_put_away(request: HttpRequest, announcement_id: str) -> HttpResponse:
    """Do not show it to this person again, and lead back to where they were."""
    services.put_away(person_of(request), announcement_id)
    return HttpResponseRedirect(local_next(request) or reverse("home:start"))
