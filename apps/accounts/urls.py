from django.urls import path

from apps.accounts.views import consent, me, sessions

app_name = "accounts"
urlpatterns = [
    path("", me.me, name="me"),
    path("language/", me.language, name="language"),
    path("time-zone/", me.time_zone, name="time_zone"),
    path("discretion/", me.discretion, name="discretion"),
    path("country/", me.country, name="country"),
    path("here/", sessions.here, name="here"),
    path("sessions/ending/", sessions.sessions_end, name="sessions_end"),
    path("sessions/<slug:mark>/ending/", sessions.session_end, name="session_end"),
    path("consent/", consent.consent, name="consent"),
]
