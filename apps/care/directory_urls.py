"""A namespace of its own: help is open before any other door, and looking after the directory is not."""

from django.urls import path

from apps.care.views import directory_staff

app_name = "directory"
urlpatterns = [
    path("", directory_staff.entries, name="entries"),
    path("new/", directory_staff.entry_new, name="entry_new"),
    path("file/", directory_staff.file, name="file"),
    path("table/", directory_staff.table, name="table"),
    path("<public_id:resource_id>/", directory_staff.entry, name="entry"),
    path("<public_id:resource_id>/checking/", directory_staff.entry_check, name="entry_check"),
    path("<public_id:resource_id>/removal/", directory_staff.entry_remove, name="entry_remove"),
]
