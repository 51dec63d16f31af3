from django.urls import path

from apps.meetings.views import calendar, meeting, planning, room, rota

app_name = "meetings"
urlpatterns = [
    path("meetings/", calendar.calendar, name="calendar"),
    path("meetings/<public_id:meeting_id>/", meeting.meeting, name="meeting"),
    path("meetings/<public_id:meeting_id>/rsvp/", meeting.rsvp, name="rsvp"),
    path("meetings/<public_id:meeting_id>/service/", rota.service, name="service"),
    path("meetings/<public_id:meeting_id>/room/", room.room, name="room"),
    path("meetings/<public_id:meeting_id>/change/", planning.meeting_change, name="meeting_change"),
    path("meetings/<public_id:meeting_id>/cancellation/", planning.meeting_cancel, name="meeting_cancel"),
    path("meetings/<public_id:meeting_id>/restoring/", planning.meeting_restore, name="meeting_restore"),
    path("meetings/<public_id:meeting_id>/following/", planning.meeting_following, name="meeting_following"),
    path("groups/<public_id:group_id>/meetings/", planning.group_meetings, name="group_meetings"),
    path("groups/<public_id:group_id>/meetings/rota/", rota.rota, name="rota"),
    path("groups/<public_id:group_id>/meetings/<public_id:series_id>/", planning.series_change, name="series_change"),
    path("groups/<public_id:group_id>/meetings/<public_id:series_id>/ending/", planning.series_end, name="series_end"),
]
