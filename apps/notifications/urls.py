from django.urls import path

from apps.notifications import mail_views, push_views, views

app_name = "notifications"
urlpatterns = [
    path("", views.notice_list, name="notices"),
    path("new/", views.news, name="news"),
    path("settings/", views.settings, name="settings"),
    path("devices/", push_views.device_create, name="devices"),
    path("devices/renewal/", push_views.device_renewal, name="device_renewal"),
    path("devices/<public_id:device_id>/removal/", push_views.device_removal, name="device_removal"),
    path("sw.js", push_views.push_worker, name="push_worker"),
    path("mails-again/", mail_views.mails_again, name="mails_again"),
    path("off/<str:letters>/", mail_views.unsubscribe, name="unsubscribe"),
]
