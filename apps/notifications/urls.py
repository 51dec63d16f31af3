from django.urls import path

from apps.notifications import mail_views, views

app_name = "notifications"
urlpatterns = [
    path("", views.notice_list, name="notices"),
    path("new/", views.news, name="news"),
    path("settings/", views.settings, name="settings"),
    path("mails-again/", mail_views.mails_again, name="mails_again"),
    path("off/<str:letters>/", mail_views.unsubscribe, name="unsubscribe"),
]
