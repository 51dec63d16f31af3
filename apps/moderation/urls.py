from django.urls import path

from apps.moderation.views import (
    activities,
    announcements,
    appeals,
    calming,
    care,
    case_search,
    cases,
    figures,
    members,
    queue,
    reporting,
    screening,
)

app_name = "moderation"
_GROUP = "groups/<public_id:group_id>/moderation/"
_MEMBER = f"{_GROUP}members/<public_id:membership_id>/"
_REPORTING = "groups/<public_id:group_id>/reporting/"
urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/veil/", queue.veil, name="veil"),
    path("moderation/cases/", case_search.case_search, name="case_search"),
    path("moderation/cases/<public_id:case_id>/", cases.case, name="case"),
    path("moderation/announcements/", announcements.announcements, name="announcements"),
    path(
        "moderation/announcements/<public_id:announcement_id>/ending/",
        announcements.announcement_end,
        name="announcement_end",
    ),
    path(
        "announcements/<public_id:announcement_id>/putting-away/",
        announcements.announcement_put_away,
        name="announcement_put_away",
    ),
    path("moderation/figures/", figures.for_staff, name="site_figures"),
    path("transparency/", figures.transparency, name="transparency"),
    path(
        "moderation/reports/<public_id:report_id>/pictures/<public_id:picture_id>/",
        queue.report_picture,
        name="report_picture",
    ),
    path(_GROUP, members.log, name="log"),
    path(f"{_GROUP}words/", queue.words, name="words"),
    path(f"{_GROUP}held/", screening.held, name="held"),
    path(f"{_GROUP}held/<public_id:message_id>/", screening.held_message, name="held_message"),
    path(f"{_GROUP}watched/", screening.watched_list, name="watched"),
    path(f"{_GROUP}watched/removal/", screening.watched_remove, name="watched_remove"),
    path(_MEMBER, members.member, name="member"),
    path(f"{_MEMBER}letter/", members.member_letter, name="member_letter"),
    path(f"{_GROUP}actions/<public_id:action_id>/taking-back/", members.take_back, name="take_back"),
    path(f"{_GROUP}messages/<public_id:message_id>/", members.message, name="message"),
    path(f"{_GROUP}messages/<public_id:message_id>/letter/", members.message_letter, name="message_letter"),
    path(f"{_GROUP}activities/<public_id:series_id>/", activities.activity, name="activity"),
    path(f"{_GROUP}activities/<public_id:series_id>/letter/", activities.activity_letter, name="activity_letter"),
    path(f"{_GROUP}calm/", calming.calm, name="calm"),
    path(f"{_GROUP}ladder/", calming.ladder, name="ladder"),
    path(f"{_GROUP}figures/", calming.figures, name="figures"),
    path(f"{_GROUP}appeals/<public_id:appeal_id>/", appeals.appeal_decide, name="appeal_decide"),
    path(f"{_GROUP}care/", care.concerns, name="concerns"),
    path(f"{_GROUP}care/<public_id:concern_id>/", care.concern, name="concern"),
    path("groups/<public_id:group_id>/me/card/", care.card, name="card"),
    path("me/decisions/", appeals.decisions, name="decisions"),
    path("me/decisions/<public_id:group_id>/", appeals.decisions_in_group, name="decisions_in_group"),
    path("me/decisions/<public_id:group_id>/<public_id:action_id>/", appeals.appeal, name="appeal"),
    path("reporting/", reporting.page_report, name="page_report"),
    path("reporting/<str:receipt>/", reporting.page_receipt, name="page_receipt"),
    path(_REPORTING, reporting.report, name="report"),
    path(f"{_REPORTING}members/<public_id:member_id>/apart/", reporting.wish, name="wish"),
    path(f"{_REPORTING}<public_id:report_id>/", reporting.receipt, name="receipt"),
]
