from django.urls import path

from apps.home import health, leave, views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("leave/", leave.leave, name="leave"),
    path("leave/choice/", leave.leave_choice, name="leave_choice"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
