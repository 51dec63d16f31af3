"""What the log says of a whole group, in words: how it is looked after was changed, or something was passed on."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess
from apps.moderation.models import AuditEntry, AuditText

MOST = 20
CODES: dict[str, Any] = {
    "group.unattended": _("what holds while nobody is on duty was changed"),
    "group.watched": _("something more is looked at first"),
    "group.unwatched": _("something is no longer looked at first"),
    "ladder.changed": _("the ladder was changed"),
    "group.merger_asked": _("another group was asked to become one with this one"),
    "group.merged": _("this group and another one became one"),
}
# A case may be about those who look after the group: that it was passed on is for site safety staff to read.
STAFF_CODES: dict[str, Any] = {
    "case.escalated": _("a case waited for too long and went to the people who run this site"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line: what, by whom of the group (or nobody: by site safety staff, or by itself), and what more is said of it."""

    entry: AuditEntry
    words: Any
    by: Membership | None
    more: Any


def changes_of(access: GroupAccess) -> list[Change]:
    """Return the last lines about the whole group that this person, who sees its moderation, may read."""
    words = CODES | (STAFF_CODES if access.is_site_staff else {})
    entries = list(AuditEntry.objects.filter(group=access.group_public_id, code__in=words).order_by("-place")[:MOST])
    acting = Membership.objects.filter(group=access.group_id, public_id__in={entry.actor for entry in entries})
    members = {member.public_id: member for member in acting}
    texts = {row.place: row.text for row in AuditText.objects.filter(place__in=[entry.place for entry in entries])}
    return [
        Change(entry, words[entry.code], members.get(entry.actor), _more(entry.code, texts.get(entry.place, "")))
        for entry in entries
    ]


def _more(code: str, text: str) -> Any:
    if code == "group.unattended" and text in Group.Unattended.values:
        return Group.Unattended(text).label
    # What is watched stands on its own page.
    return text if code.startswith("group.merge") else ""
