"""What each permission allows, in words."""

from apps.core.sentences import gettext_noop
from apps.groups.permissions import Permission

SENTENCES: dict[Permission, str] = {
    Permission.SEE_GROUP: gettext_noop("See the group's public page."),
    Permission.READ: gettext_noop("Read what is said in the group."),
    Permission.POST_MESSAGE: gettext_noop("Write in the group."),
    Permission.SEE_MEMBERS: gettext_noop("See who is in the group, by alias."),
    Permission.BEGIN_MEMORIAL: gettext_noop("Begin a page on the wall in memory of somebody who died."),
    Permission.MESSAGE_MEMBER: gettext_noop("Ask another member for a direct conversation."),
    Permission.ATTEND_MEETING: gettext_noop("Come to the group's meetings."),
    Permission.OFFER_ACTIVITY: gettext_noop("Offer an activity to the others: a walk, a game night, a book circle."),
    Permission.WELCOME: gettext_noop("Be told of newcomers and welcome them."),
    Permission.VOUCH: gettext_noop("Vouch for a newcomer."),
    Permission.HOST_MEETING: gettext_noop("Host a meeting: open it, let people in, mute and remove in it, end it."),
    Permission.PLAN_MEETING: gettext_noop("Plan, change and cancel meetings."),
    Permission.ANSWER_JOIN_REQUEST: gettext_noop("Read and answer requests to join."),
    Permission.INVITE: gettext_noop("Make invitations that expire."),
    Permission.HIDE_MESSAGE: gettext_noop("Hide a message and restore it."),
    Permission.HIDE_REPORTED: gettext_noop("Hide a message out of the case it was reported in, and restore it."),
    Permission.WARN_MEMBER: gettext_noop("Warn a member."),
    Permission.MUTE_MEMBER: gettext_noop("Mute a member and take the mute back."),
    Permission.SUSPEND_MEMBER: gettext_noop("Suspend a member until a moment."),
    Permission.REMOVE_MEMBER: gettext_noop("Remove a member from the group."),
    Permission.BAN_MEMBER: gettext_noop("Ban a person from the group."),
    Permission.BAN_FROM_SITE: gettext_noop("Ban a person from the whole site."),
    Permission.CALM_ROOM: gettext_noop(
        "Lock a room, slow it down, hold what newcomers post, and say which words are looked at first."
    ),
    Permission.TAKE_DOWN_ACTIVITY: gettext_noop("Take down what a member offers; site staff through a case alone."),
    Permission.DECIDE_APPEAL: gettext_noop("Decide appeals against what somebody else decided."),
    Permission.SEE_WHO_INVITED: gettext_noop("See who invited a member."),
    Permission.SEE_MODERATION: gettext_noop("See the group's moderation log."),
    Permission.CHANGE_SETTINGS: gettext_noop("Change the group's page, agreement, joining and settings."),
    Permission.GIVE_ROLES: gettext_noop("Give roles and take them back."),
    Permission.LEAVE: gettext_noop("Leave the group."),
}
