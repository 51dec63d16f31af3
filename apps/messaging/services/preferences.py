"""How one member wants to take part in a group's talk; what they never chose is as the defaults say."""

from apps.core.errors import NotFound
from apps.core.realtime import tell_user
from apps.groups.permissions import GroupAccess
from apps.messaging.models import ChatPreference

CHOSEN = ("shows_typing", "shows_presence", "announcing", "takes_direct", "welcomes")


def preference_of(access: GroupAccess) -> ChatPreference:
    """Return the member's choices, or the defaults as a row that is not kept yet."""
    own = access.membership_id or 0
    found = ChatPreference.objects.filter(membership_id=own).first()
    return found or ChatPreference(membership_id=own)


def keep_preference(access: GroupAccess, **chosen: object) -> None:
    """The member takes part like this from now on; their open pages are told after commit.

    Raises NotFound for whoever is no member.
    """
    if access.membership_id is None or access.user_id is None:
        raise NotFound
    kept = {name: chosen[name] for name in CHOSEN if name in chosen}
    ChatPreference.objects.update_or_create(membership_id=access.membership_id, defaults=kept)
    tell_user(access.user_id, "access.changed", group=access.group_public_id)
