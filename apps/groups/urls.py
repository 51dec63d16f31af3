from django.urls import path

from apps.groups.views import blocking, doors, finder, founding, group, joining, own, roles, rota, settings, welcoming

app_name = "groups"
urlpatterns = [
    path("", finder.finder, name="finder"),
    path("new/", founding.founding, name="founding"),
    path("invitations/<slug:token>/", joining.invitation, name="invitation"),
    path("<public_id:group_id>/", group.group, name="group"),
    path("<public_id:group_id>/joining/", joining.joining, name="joining"),
    path("<public_id:group_id>/joining/withdrawal/", joining.request_withdraw, name="request_withdraw"),
    path("<public_id:group_id>/leaving/", joining.leaving, name="leaving"),
    path("<public_id:group_id>/agreement/", group.agreement_accept, name="agreement_accept"),
    path("<public_id:group_id>/me/", own.me, name="me"),
    path("<public_id:group_id>/me/roles/laying-down/", own.roles_lay_down, name="roles_lay_down"),
    path("<public_id:group_id>/me/blocks/", blocking.block_list, name="blocks"),
    path("<public_id:group_id>/members/<public_id:member_id>/blocking/", blocking.member_block, name="member_block"),
    path(
        "<public_id:group_id>/members/<public_id:member_id>/unblocking/",
        blocking.member_unblock,
        name="member_unblock",
    ),
    path("<public_id:group_id>/members/", group.member_list, name="members"),
    path("<public_id:group_id>/members/<public_id:member_id>/vouching/", group.member_vouch, name="member_vouch"),
    path("<public_id:group_id>/newcomers/", welcoming.newcomers, name="newcomers"),
    path(
        "<public_id:group_id>/newcomers/<public_id:member_id>/", welcoming.newcomer_welcome, name="newcomer_welcome"
    ),
    path("<public_id:group_id>/settings/", settings.overview, name="settings"),
    path("<public_id:group_id>/settings/page/", settings.page, name="settings_page"),
    path("<public_id:group_id>/settings/formats/", settings.formats, name="settings_formats"),
    path("<public_id:group_id>/settings/wall/", settings.wall, name="settings_wall"),
    path("<public_id:group_id>/settings/door/", settings.door, name="settings_door"),
    path("<public_id:group_id>/settings/agreement/", settings.agreement, name="settings_agreement"),
    path("<public_id:group_id>/settings/duty/", settings.duty, name="settings_duty"),
    path("<public_id:group_id>/settings/unattended/", settings.unattended, name="settings_unattended"),
    path("<public_id:group_id>/rota/", rota.rota, name="rota"),
    path("<public_id:group_id>/rota/naming/", rota.naming, name="rota_naming"),
    path("<public_id:group_id>/rota/hand-overs/", rota.hand_over, name="hand_over"),
    path("<public_id:group_id>/rota/shifts/<public_id:shift_id>/", rota.shift_change, name="shift_change"),
    path("<public_id:group_id>/settings/closing/", settings.closing, name="settings_closing"),
    path("<public_id:group_id>/settings/requests/", doors.request_list, name="requests"),
    path("<public_id:group_id>/settings/requests/<public_id:request_id>/", doors.request_answer, name="request_answer"),
    path("<public_id:group_id>/settings/invitations/", doors.invitation_list, name="invitations"),
    path(
        "<public_id:group_id>/settings/invitations/<public_id:invitation_id>/revocation/",
        doors.invitation_revoke,
        name="invitation_revoke",
    ),
    path("<public_id:group_id>/settings/roles/", roles.role_list, name="roles"),
    path("<public_id:group_id>/settings/roles/<public_id:member_id>/", roles.role_change, name="role_change"),
]
