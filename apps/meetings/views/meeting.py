"""One meeting: what will happen, and saying whether one comes."""

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.core.middleware import wants_fragment, wants_json
from apps.core.wording import in_words
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import AdviceNotTaken
from apps.meetings.models import Meeting
from apps.meetings.rules.clock import city_of
from apps.meetings.rules.reminder_times import leads_ahead
from apps.meetings.services import words
from apps.meetings.services.agenda import entries_of, reader_zone
from apps.meetings.services.finding import find_visible
from apps.meetings.services.hosting import is_host
from apps.meetings.services.reminders import is_due_at_once, plan_for
from apps.meetings.services.rota import lines_of
from apps.meetings.services.rsvps import answer_meeting, coming_to
from apps.meetings.services.scripts import lengths_of
from apps.meetings.services.upcoming import next_of_series
from apps.meetings.services.where import place_for
from apps.meetings.services.whose import may_plan, offers
from apps.meetings.views.support import way_back


@require_safe
def meeting(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Show a meeting to its group's members, and to everybody where the group is open and listed."""
    found, access = find_visible(meeting_id, request.user)
    return render(request, "meetings/meeting.html", _context(request, found, access))


@require_POST
def rsvp(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Keep the answer in one tap: a fragment for htmx, JSON where asked for, else back to where one was."""
    found, access = find_visible(meeting_id, request.user)
    if not request.user.is_authenticated:
        return redirect(_way_in(found, access))
    try:
        wish, has_read = request.POST.get("answer", "yes"), request.POST.get("advice") == "read"
        answer = answer_meeting(access, found, wish, has_read_advice=has_read)
    except AdviceNotTaken as error:
        if wants_json(request) or wants_fragment(request):
            raise
        page = _context(request, found, access) | {"problem": in_words(error)}
        return render(request, "meetings/meeting.html", page, status=error.status)
    if wants_json(request):
        return JsonResponse({"answer": answer})
    if wants_fragment(request):
        return _fragment(request, found, access)
    return redirect(way_back(request, reverse("meetings:meeting", args=[found.public_id])))


def _fragment(request: HttpRequest, found: Meeting, access: GroupAccess) -> HttpResponse:
    entry = entries_of([found], request.user)[0]
    template = "meetings/_answers.html" if request.POST.get("shape") == "answers" else "meetings/_act.html"
    context = {
        "entry": entry,
        "back": request.POST.get("next", ""),
        "reminders": _reminders(request, found),
        "place": place_for(access, found),
    }
    return render(request, template, context)


def _context(request: HttpRequest, found: Meeting, access: GroupAccess) -> dict[str, object]:
    zone = reader_zone(request.user)
    entry = entries_of([found], request.user)[0]
    return {
        "meeting": found,
        "series": found.series,
        "group": found.group,
        "entry": entry,
        "reminders": _reminders(request, found),
        "opens_in": found.door_opens_in(),
        "access": access,
        "day": words.heading_of(entry.day, words.today(zone)),
        "until": words.clock(found.ends_at, zone),
        "zone_city": city_of(zone.key),
        "their_zone_city": city_of(ZoneInfo(found.series.time_zone).key),
        "steps": lengths_of(found.series),
        "agreement": found.group.agreement,
        "rota": lines_of([found], access, request.user)[0] if _has_rota(found, access) else None,
        "coming": coming_to(found) if _sees_who_comes(access, found) and found.is_ahead else None,
        "may_plan": may_plan(access, found.series),
        "place": place_for(access, found),
        "way_in": "" if access.is_member else _way_in(found, access),
        "next": None if found.is_ahead else next_of_series(found, request.user),
    }


def _has_rota(found: Meeting, access: GroupAccess) -> bool:
    return found.is_ahead and access.can(Permission.ATTEND_MEETING) and not found.series.is_activity


def _sees_who_comes(access: GroupAccess, found: Meeting) -> bool:
    return offers(access, found.series) if found.series.is_activity else is_host(access, found)


def _reminders(request: HttpRequest, found: Meeting) -> str:
    if not isinstance(request.user, User):
        return ""
    plan = plan_for(request.user)
    ahead = leads_ahead(found.starts_at, now=timezone.now(), leads=plan.leads)
    return words.reminders(ahead, by_mail=plan.by_mail, at_once=is_due_at_once(found, request.user, plan))


def _way_in(found: Meeting, access: GroupAccess) -> str:
    """Return where joining begins, so that sign-up, alias and agreement end at this meeting's door."""
    door = reverse("meetings:room" if found.is_ahead else "meetings:meeting", args=[found.public_id])
    joining = f"{reverse('groups:joining', args=[found.group.public_id])}?{urlencode({'next': door})}"
    if access.user_id is not None:
        return joining
    return f"{reverse('account_signup')}?{urlencode({'next': joining})}"
