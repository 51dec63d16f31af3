"""What a supporter outside opens by a secret link; its address says nothing of what it is."""

from django.urls import path

from apps.journey.views.supporter_page import supporter_page

app_name = "shown"
urlpatterns = [path("<str:token>/", supporter_page, name="supporter_page")]
