from django.urls import path

from apps.accounts.views import consent, me, own_data, sessions

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
    path("data/", own_data.own_data, name="own_data"),
    path("data/consent/withdrawal/", own_data.consent_withdraw, name="consent_withdraw"),
    path("data/export/", own_data.export, name="export"),
    path("data/export/<public_id:export_id>/", own_data.export_take, name="export_take"),
    path("data/erasure/", own_data.erasure, name="erasure"),
    path("resting/", own_data.resting, name="resting"),
]
