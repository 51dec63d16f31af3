from django.urls import path

from apps.care.views import directory
from apps.care.views import help as help_pages

app_name = "care"
urlpatterns = [
    path("", help_pages.help_page, name="help"),
    path("quiet/", help_pages.exercises, name="exercises"),
    path("quiet/<slug:name>/", help_pages.exercise, name="exercise"),
    path("professionals/", directory.professionals, name="professionals"),
    path("professionals/questions/", directory.questions, name="questions"),
    path("sw.js", help_pages.service_worker, name="service_worker"),
]
