from django.urls import path

from apps.moderation.views import looking_after, reporting

app_name = "moderation"
_GROUP = "groups/<public_id:group_id>/moderation/"
_MEMBER = f"{_GROUP}members/<public_id:membership_id>/"
_REPORTING = "groups/<public_id:group_id>/reporting/"
urlpatterns = [
    path("moderation/", looking_after.queue, name="queue"),
    path(_GROUP, looking_after.log, name="log"),
    path(f"{_GROUP}reports/<public_id:report_id>/", looking_after.close_report, name="close_report"),
    path(
        f"{_GROUP}reports/<public_id:report_id>/pictures/<public_id:picture_id>/",
        looking_after.report_picture,
        name="report_picture",
    ),
    path(_MEMBER, looking_after.member, name="member"),
    path(f"{_MEMBER}letter/", looking_after.member_letter, name="member_letter"),
    path(f"{_MEMBER}unmuting/", looking_after.unmute, name="unmute"),
    path(f"{_GROUP}messages/<public_id:message_id>/", looking_after.message, name="message"),
    path(_REPORTING, reporting.report, name="report"),
    path(f"{_REPORTING}<public_id:report_id>/", reporting.receipt, name="receipt"),
]
