from django.urls import path

from apps.messaging.views import (
    aliases,
    changing,
    conversations,
    drafts,
    muted_words,
    preferences,
    reaching,
    rooms,
    search,
)

app_name = "messaging"
urlpatterns = [
    path("messages/", rooms.inbox, name="inbox"),
    path("me/words/", muted_words.muted_words, name="muted_words"),
    path("me/words/removal/", muted_words.muted_word_remove, name="muted_word_remove"),
    path("messages/<public_id:message_id>/reactions/", changing.reactions, name="reactions"),
    path("messages/<public_id:message_id>/editing/", changing.editing, name="editing"),
    path("messages/<public_id:message_id>/unsending/", changing.unsending, name="unsending"),
    path("messages/<public_id:message_id>/place/", reaching.place, name="place"),
    path("groups/<public_id:group_id>/chat/", rooms.chat, name="chat"),
    path("groups/<public_id:group_id>/search/", search.search, name="search"),
    path("rooms/<public_id:room_id>/messages/", rooms.room_messages, name="messages"),
    path("groups/<public_id:group_id>/chat/preferences/", preferences.preferences, name="preferences"),
    path("groups/<public_id:group_id>/chat/pace/", preferences.pace, name="pace"),
    path("rooms/<public_id:room_id>/draft/", drafts.draft, name="draft"),
    path("rooms/<public_id:room_id>/preview/", drafts.preview, name="preview"),
    path("rooms/<public_id:room_id>/aliases/", aliases.aliases, name="aliases"),
    path("rooms/<public_id:room_id>/for-me/", reaching.words_for_me, name="words_for_me"),
    path("rooms/<public_id:room_id>/reading/", rooms.reading, name="reading"),
    path("rooms/<public_id:room_id>/", conversations.conversation, name="conversation"),
    path("rooms/<public_id:room_id>/accepting/", conversations.request_accept, name="request_accept"),
    path("rooms/<public_id:room_id>/declining/", conversations.request_decline, name="request_decline"),
    path("groups/<public_id:group_id>/members/<public_id:member_id>/asking/", conversations.asking, name="ask"),
]
