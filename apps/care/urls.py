from django.urls import path

from apps.care.views import help as help_pages

app_name = "care"
urlpatterns = [
    path("", help_pages.help_page, name="help"),
    path("quiet/<slug:name>/", help_pages.exercise, name="exercise"),
    path("sw.js", help_pages.service_worker, name="service_worker"),
]
