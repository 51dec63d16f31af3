"""What meetings keep of a person. All of it hangs on their memberships, and goes with them."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Belonging, End, Leaving
from apps.groups.models import Membership
from apps.meetings.services.activities import close_activities
from apps.meetings.services.telling import keep_no_title

_GROUP, _WHEN = "meeting__series__group__name", "meeting__starts_at"

BELONGINGS = (
    Belonging(
        "meetings.Rsvp",
        "membership__user",
        title=_("Meetings I answered to"),
        fields={_WHEN: _("when"), _GROUP: _("group"), "answer": _("my answer"), "answered_at": _("answered")},
    ),
    Belonging(
        "meetings.Seat",
        "membership__user",
        title=_("Meetings I was at"),
        fields={_WHEN: _("when"), _GROUP: _("group"), "joined_at": _("came"), "seconds_present": _("seconds there")},
    ),
    Belonging(
        "meetings.Echo",
        "membership__user",
        title=_("How meetings were for me"),
        fields={_WHEN: _("when"), _GROUP: _("group"), "mood": _("how it was"), "said_at": _("said")},
    ),
    Belonging(
        "meetings.AttendanceProof",
        "membership__user",
        title=_("Proofs that I was there"),
        fields={_WHEN: _("when"), "name": _("name on it"), "minutes": _("minutes"), "made_at": _("made")},
    ),
    Belonging(
        "meetings.Service",
        "membership__user",
        title=_("What I do at meetings"),
        fields={_WHEN: _("when"), _GROUP: _("group"), "role": _("task")},
    ),
    Belonging(
        "meetings.Line",
        "author__user",
        title=_("What I wrote in a meeting"),
        fields={"written_at": _("when"), _GROUP: _("group"), "body": _("words")},
    ),
    Belonging(
        "meetings.ReminderPreference",
        "user",
        title=_("When I want to be reminded"),
        fields={"leads": _("how long before"), "channels": _("where")},
    ),
    Belonging(
        "meetings.CalendarKey",
        "user",
        title=_("Meetings in my own calendar"),
        fields={"made_at": _("made"), "shows_titles": _("says what each meeting is called")},
    ),
    Belonging("meetings.Reminder", "membership__user", why="What was to be sent; the meetings themselves are told."),
    Belonging(
        "meetings.InPersonAdvice",
        "user",
        title=_("That I read what to mind in person"),
        fields={"agreed_at": _("when")},
    ),
    Belonging(
        "meetings.MeetingSeries",
        "hosts__user",
        end=End.KEPT,
        title=_("Meetings and activities I host"),
        fields={
            "title": _("title"),
            "group__name": _("group"),
            "description": _("what will happen"),
            "own_place": _("place"),
        },
        why="It is the group's; only the tie to its host goes. What a member offers goes with their membership.",
    ),
    Belonging("meetings.Meeting", "series__hosts__user", end=End.KEPT, why="It is the group's and names nobody."),
    Belonging("meetings.Running", "frozen_by__user", end=End.NAMELESS, why="What hosts set for a meeting that runs."),
)


def end_activities(leaving: Leaving) -> None:
    """What the person offers does not take place, and whoever was coming is told so without its title."""
    for member in Membership.objects.filter(user=leaving.user_id).select_related("group"):
        _end_activities(member)


@transaction.atomic
def _end_activities(member: Membership) -> None:
    close_activities(member.pk)
    keep_no_title(member)
