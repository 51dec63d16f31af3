from django.urls import path

from apps.care import views

app_name = "care"
urlpatterns = [
    path("", views.help_page, name="help"),
    path("sw.js", views.service_worker, name="service_worker"),
]
