"""Asking that somebody looks at something, and what becomes of it; without JavaScript and, of public pages, without an account."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.limits import has_turn_left
from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Group, Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.blocking import find_other
from apps.groups.services.duty import duty_of
from apps.groups.views_support import group_view, render_group
from apps.journey.services.pacts import Held
from apps.meetings.models import Meeting
from apps.messaging.models import Message
from apps.moderation.errors import TooManyReports
from apps.moderation.forms_cases import ApartForm, MeetingReportForm, PactReportForm, ReportForm
from apps.moderation.models import Report
from apps.moderation.rules.cases import Stage
from apps.moderation.rules.snapshots import is_of_a_pact
from apps.moderation.services import keeping_apart, reporting, written
from apps.moderation.services.handling import FOR_STAFF_ALONE, has_staff, is_for_staff_alone
from apps.moderation.views_support import is_done, status_of


@dataclass(frozen=True, slots=True)
class About:
    """What somebody asks us to look at: one of these, or (none) the whole group."""

    message: Message | None = None
    member: Membership | None = None
    meeting: Meeting | None = None
    people: list[Membership] = field(default_factory=list)
    pact: Held | None = None
    # What the whole group reads of the member, kept as it is.
    offer: written.Kept = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        """It is about the whole group."""
        return not (self.message or self.member or self.meeting)

    @property
    def person(self) -> Membership | None:
        """Whom it is about, if that is said already."""
        return self.message.author if self.message else self.member


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def report(request: GroupRequest) -> HttpResponse:
    """Ask what is the matter, and hand it to those who look after the group."""
    about = _about(request)
    form = _form(request, about)
    made: list[Report] = []
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: made.append(_make(request, about, form))):
        _say_what_is_kept(request, made[0])
        return redirect("moderation:receipt", request.group.public_id, made[0].public_id)
    page = {"form": form, "about": about, "words_kept": _shown_words(about.message)}
    page["is_for_staff"] = about.is_group or is_for_staff_alone(request.access, about.person)
    return render_group(request, "moderation/report.html", page, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def wish(request: GroupRequest, member_id: str) -> HttpResponse:
    """Say what being kept apart everywhere means, and ask it of site safety staff alone."""
    other = find_other(request.access, member_id)
    # Nothing need be filled in, so nothing but the method tells that it was sent.
    form, made = ApartForm(request.POST if request.method == "POST" else None), list[Report]()
    if form.is_valid() and is_done(form, lambda: made.append(_make_wish(request, other, form))):
        return redirect("moderation:receipt", request.group.public_id, made[0].public_id)
    return render_group(request, "moderation/wish.html", {"other": other, "form": form}, status=status_of(form))


@require_safe
@group_view(Permission.READ)
def receipt(request: GroupRequest, report_id: str) -> HttpResponse:
    """Show to whoever reported what happens next, and how far it is; 404 for everybody else."""
    mine = Report.objects.filter(group=request.group, reporter_id=request.access.membership_id)
    made = mine.select_related("reported", "case").filter(public_id=report_id).first()
    if made is None or request.access.membership_id is None:
        raise NotFound
    is_for_staff = made.subject in FOR_STAFF_ALONE
    page = _progress(made) | {"duty": duty_of(request.group)}
    page["is_for_staff"] = is_for_staff or is_for_staff_alone(request.access, made.reported)
    page["is_kept"] = keeping_apart.holds(made)
    page["is_of_a_pact"] = is_of_a_pact(made.written)
    page["is_nobody_there"] = page["is_for_staff"] and not has_staff(made)
    return render_group(request, "moderation/receipt.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page_report(request: HttpRequest) -> HttpResponse:
    """Ask what is the matter with a page that everybody can read; no account is needed, and none is noted."""
    named = request.GET.get("group", "").replace("\0", "")[:12]
    group = Group.objects.public().filter(public_id=named).first()
    if named and group is None:
        raise NotFound
    form, made = ReportForm(request.POST or None), list[Report]()
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, lambda: made.append(_make_public(request, group, form)))
    ):
        return redirect("moderation:page_receipt", reporting.receipt_of(made[0]))
    return render(request, "moderation/page_report.html", {"form": form, "about": group}, status=status_of(form))


@never_cache
@require_safe
def page_receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show how far it is to whoever has the address; what was said stands nowhere on it."""
    made = reporting.find_by_receipt(receipt)
    page = _progress(made) | {"is_for_staff": True, "is_nobody_there": not has_staff(made)}
    return render(request, "moderation/receipt.html", page)


def _about(request: GroupRequest) -> About:
    """Return what the address names; raises NotFound for what this person does not see."""
    wanted = {
        name: request.GET.get(name, "")[:12].replace("\0", "")
        for name in ("message", "member", "meeting", "about", "pact")
    }
    if wanted["message"] and isinstance(request.user, User):
        found = reporting.find_reportable_message(request.group, request.user, wanted["message"])
        # What was taken back or hidden while somebody wrote to us is still taken in; there is no page to begin on.
        if found.state != Message.State.VISIBLE and request.method != "POST":
            raise NotFound
        return About(message=found)
    if wanted["meeting"]:
        meeting, people = reporting.find_reportable_meeting(request.access, wanted["meeting"])
        return About(meeting=meeting, people=people)
    if wanted["about"] == "group" and request.access.is_member:
        return About()
    return _about_member(request, wanted)


def _about_member(request: GroupRequest, wanted: dict[str, str]) -> About:
    """Return a member with whom this person has a pact, or another whom they see; a pact of others changes nothing."""
    held = None
    if wanted["pact"] and isinstance(request.user, User):
        held = written.pact_with(request.user, request.access, wanted["member"], wanted["pact"])
    if held is not None:
        return About(member=held.other, pact=held)
    member = reporting.find_reportable_member(request.access, wanted["member"])
    is_offer = wanted["about"] == "offer"
    return About(member=member, offer=written.offered_by(request.access, member.public_id) if is_offer else [])


def _form(request: GroupRequest, about: About) -> ReportForm:
    sent = request.POST or None
    if about.meeting:
        return MeetingReportForm(sent, people=about.people)
    if about.pact and written.written_in(about.pact):
        return PactReportForm(sent, alias=about.pact.other.alias)
    return ReportForm(sent)


def _shown_words(message: Message | None) -> str:
    return message.body if message and message.state == Message.State.VISIBLE else ""


def _make(request: GroupRequest, about: About, form: ReportForm) -> Report:
    if about.message is not None:
        return reporting.report_message(request.access, about.message, form.concern)
    if about.member is not None:
        return reporting.report_member(request.access, about.member, form.concern, _written(about, form))
    if about.meeting is not None and isinstance(form, MeetingReportForm):
        return reporting.report_meeting(request.access, about.meeting, form.person, form.concern)
    return reporting.report_group(request.access, request.group, form.concern)


def _written(about: About, form: ReportForm) -> written.Kept:
    """Return what is kept of the member beside the report: of a pact nothing that was not ticked."""
    if about.pact and isinstance(form, PactReportForm):
        return written.written_in(about.pact) if form.is_shown else []
    return about.offer


def _say_what_is_kept(request: GroupRequest, made: Report) -> None:
    if request.POST.get("shows_pact") and not is_of_a_pact(made.written):
        said = gettext("What was written in the pact was gone by then. Your report has arrived without it.")
        messages.info(request, said)


def _make_wish(request: GroupRequest, other: Membership, form: ApartForm) -> Report:
    return reporting.ask_to_be_apart(request.access, other, form.cleaned_data["words"])


def _make_public(request: HttpRequest, group: Group | None, form: ReportForm) -> Report:
    if not has_turn_left(request, "page_report"):
        raise TooManyReports
    return reporting.report_page(group, form.concern)


def _progress(made: Report) -> dict[str, Any]:
    """Return how far a report is, for its reporter: whoever looks at it is not named."""
    is_taken = made.case is not None and made.case.stage() in {Stage.IN_HAND, Stage.CLOSED}
    is_late = made.case is not None and made.case.escalated_at is not None
    return {"report": made, "is_taken": is_taken and made.is_open, "is_late": is_late}
