"""A namespace of its own: help is open before any other door, and what somebody wrote is not."""

from django.urls import path

from apps.care.views import plans

app_name = "plan"
urlpatterns = [
    path("", plans.plan, name="plan"),
    path("copy/", plans.copy, name="copy"),
    path("removal/", plans.plan_remove, name="removal"),
    path("<slug:name>/", plans.part, name="part"),
]
