from django.urls import path

from apps.moderation import views

app_name = "moderation"
_GROUP = "groups/<public_id:group_id>/moderation/"
_MEMBER = f"{_GROUP}members/<public_id:membership_id>/"
urlpatterns = [
    path("moderation/", views.queue, name="queue"),
    path(_GROUP, views.log, name="log"),
    path(_MEMBER, views.member, name="member"),
    path(f"{_MEMBER}letter/", views.member_letter, name="member_letter"),
    path(f"{_MEMBER}unmuting/", views.unmute, name="unmute"),
    path(f"{_GROUP}messages/<public_id:message_id>/", views.message, name="message"),
]
