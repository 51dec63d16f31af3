"""allauth's own paths, those alone that Beside offers."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
