from django.urls import path

from apps.moderation.views import cases, members, queue, reporting

app_name = "moderation"
_GROUP = "groups/<public_id:group_id>/moderation/"
_MEMBER = f"{_GROUP}members/<public_id:membership_id>/"
_REPORTING = "groups/<public_id:group_id>/reporting/"
urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/veil/", queue.veil, name="veil"),
    path("moderation/cases/<public_id:case_id>/", cases.case, name="case"),
    path(
        "moderation/reports/<public_id:report_id>/pictures/<public_id:picture_id>/",
        queue.report_picture,
        name="report_picture",
    ),
    path(_GROUP, members.log, name="log"),
    path(f"{_GROUP}words/", queue.words, name="words"),
    path(_MEMBER, members.member, name="member"),
    path(f"{_MEMBER}letter/", members.member_letter, name="member_letter"),
    path(f"{_MEMBER}unmuting/", members.unmute, name="unmute"),
    path(f"{_GROUP}messages/<public_id:message_id>/", members.message, name="message"),
    path("reporting/", reporting.page_report, name="page_report"),
    path("reporting/<public_id:report_id>/", reporting.page_receipt, name="page_receipt"),
    path(_REPORTING, reporting.report, name="report"),
    path(f"{_REPORTING}<public_id:report_id>/", reporting.receipt, name="receipt"),
]
