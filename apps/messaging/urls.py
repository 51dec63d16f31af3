from django.urls import path

from apps.messaging.views import rooms

app_name = "messaging"
urlpatterns = [
    path("messages/", rooms.inbox, name="inbox"),
    path("groups/<public_id:group_id>/chat/", rooms.chat, name="chat"),
    path("rooms/<public_id:room_id>/messages/", rooms.room_messages, name="messages"),
    path("rooms/<public_id:room_id>/reading/", rooms.reading, name="reading"),
]
