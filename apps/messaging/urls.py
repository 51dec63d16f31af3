from django.urls import path

from apps.messaging import views

app_name = "messaging"
urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("groups/<public_id:group_id>/chat/", views.chat, name="chat"),
    path("rooms/<public_id:room_id>/messages/", views.room_messages, name="messages"),
    path("rooms/<public_id:room_id>/reading/", views.reading, name="reading"),
]
