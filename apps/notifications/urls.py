from django.urls import path

from apps.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notice_list, name="notices"),
    path("new/", views.news, name="news"),
    path("settings/", views.settings, name="settings"),
]
