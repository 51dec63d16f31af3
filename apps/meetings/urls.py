from django.urls import path

from apps.meetings.views import (
    activities,
    afterwards,
    calendar,
    feeds,
    meeting,
    planning,
    reminding,
    room,
    rota,
    scripts,
)

app_name = "meetings"
urlpatterns = [
    path("meetings/", calendar.calendar, name="calendar"),
    path("feeds/meetings.json", feeds.meetings_json, name="meetings_json"),
    path("feeds/meetings.ics", feeds.meetings_ics, name="meetings_ics"),
    path("calendar/<slug:secret>.ics", feeds.own_calendar, name="own_calendar"),
    path("me/calendar/", feeds.calendar_key, name="calendar_key"),
    path("me/reminders/", reminding.reminding, name="reminding"),
    path("meetings/next/<public_id:series_id>/", feeds.next_of_series, name="next_of_series"),
    path("meetings/<public_id:meeting_id>/calendar.ics", feeds.meeting_ics, name="meeting_ics"),
    path("meetings/<public_id:meeting_id>/", meeting.meeting, name="meeting"),
    path("meetings/<public_id:meeting_id>/rsvp/", meeting.rsvp, name="rsvp"),
    path("meetings/<public_id:meeting_id>/service/", rota.service, name="service"),
    path("meetings/<public_id:meeting_id>/room/", room.room, name="room"),
    path("meetings/<public_id:meeting_id>/after/", afterwards.after, name="after"),
    path("meetings/<public_id:meeting_id>/after/feeling/", afterwards.feeling, name="feeling"),
    path("meetings/<public_id:meeting_id>/after/word/", afterwards.word, name="word"),
    path("meetings/<public_id:meeting_id>/after/proof/", afterwards.proof, name="proof"),
    path("attendance/<public_id:proof_id>/<slug:signature>/", afterwards.attended, name="attended"),
    path("meetings/<public_id:meeting_id>/change/", planning.meeting_change, name="meeting_change"),
    path("meetings/<public_id:meeting_id>/cancellation/", planning.meeting_cancel, name="meeting_cancel"),
    path("meetings/<public_id:meeting_id>/restoring/", planning.meeting_restore, name="meeting_restore"),
    path("meetings/<public_id:meeting_id>/following/", planning.meeting_following, name="meeting_following"),
    path("groups/<public_id:group_id>/meetings/", planning.group_meetings, name="group_meetings"),
    path("groups/<public_id:group_id>/meetings/rota/", rota.rota, name="rota"),
    path("groups/<public_id:group_id>/meetings/<public_id:series_id>/", planning.series_change, name="series_change"),
    path("groups/<public_id:group_id>/meetings/<public_id:series_id>/ending/", planning.series_end, name="series_end"),
    path("groups/<public_id:group_id>/activities/", activities.activities, name="activities"),
    path(
        "groups/<public_id:group_id>/activities/<public_id:series_id>/",
        activities.activity_change,
        name="activity_change",
    ),
    path(
        "groups/<public_id:group_id>/activities/<public_id:series_id>/ending/",
        activities.activity_end,
        name="activity_end",
    ),
    path("groups/<public_id:group_id>/scripts/", scripts.scripts, name="scripts"),
    path("groups/<public_id:group_id>/scripts/<public_id:script_id>/", scripts.script, name="script"),
    path(
        "groups/<public_id:group_id>/scripts/<public_id:script_id>/ending/", scripts.script_remove, name="script_remove"
    ),
    path("groups/<public_id:group_id>/scripts/<public_id:script_id>/steps/", scripts.step_add, name="step_add"),
    path(
        "groups/<public_id:group_id>/scripts/<public_id:script_id>/steps/<public_id:step_id>/",
        scripts.step_change,
        name="step_change",
    ),
    path(
        "groups/<public_id:group_id>/scripts/<public_id:script_id>/steps/<public_id:step_id>/removal/",
        scripts.step_remove,
        name="step_remove",
    ),
    path(
        "groups/<public_id:group_id>/scripts/<public_id:script_id>/steps/<public_id:step_id>/place/",
        scripts.step_move,
        name="step_move",
    ),
]
