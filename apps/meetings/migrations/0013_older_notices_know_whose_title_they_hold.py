"""Notices of before know whose title is in them; a title that nothing has any more is in none."""

import re
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Kinds whose notices hold the title of one meeting, and an address that leads to it.
OF_ONE = (
    "meeting_back",
    "meeting_cancelled",
    "meeting_changed",
    "meeting_moved",
    "meeting_place_free",
    "meeting_reminder",
    "meeting_word",
    "service_ended",
    "service_taken_over",
    "service_untaken",
)
_ID = re.compile(r"/meetings/([^/]+)/")


def name(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    _name_of_one(apps)
    _name_of_several(apps)


def _name_of_one(apps: Apps) -> None:
    offered = dict(apps.get_model("meetings", "meeting").objects.values_list("public_id", "series__offered_by__public_id"))
    for notice in apps.get_model("notifications", "notice").objects.filter(kind__in=OF_ONE).iterator():
        found = _ID.search(notice.details.get("link", ""))
        meeting = found[1] if found else ""
        if meeting not in offered:
            _without_title(notice)
        elif member := offered[meeting]:
            _add(notice, {member})


def _name_of_several(apps: Apps) -> None:
    """Of several a notice holds the title alone: it names everybody who offers something of that title in the group."""
    titles = _titles(apps)
    for notice in apps.get_model("notifications", "notice").objects.filter(kind="meetings_changed").iterator():
        members = titles.get((notice.scope, notice.details.get("meeting", "")))
        if members is None:
            _without_title(notice)
        elif members - {None}:
            _add(notice, members - {None})


def _titles(apps: Apps) -> dict[tuple[str, str], set[str | None]]:
    """Return by whom something of a title is offered in a group (public ids); None for what is the group's."""
    found: dict[tuple[str, str], set[str | None]] = {}
    rows = apps.get_model("meetings", "meeting").objects.values_list(
        "series__group__public_id", "series__title", "own_title", "series__offered_by__public_id"
    )
    for group, title, own_title, member in rows.distinct().order_by().iterator():
        for one in {title, own_title or title}:
            found.setdefault((group, one), set()).add(member)
    return found


def _add(notice: Any, members: set[Any]) -> None:
    notice.names = sorted({*notice.names, *members})
    notice.save(update_fields=["names"])


def _without_title(notice: Any) -> None:
    """That something does not take place stays, for whoever was coming; all else leads nowhere."""
    if notice.kind not in {"meeting_cancelled", "meetings_changed"}:
        notice.delete()
        return
    notice.details |= {"meeting": "", "link": f"/groups/{notice.scope}/meetings/"}
    notice.save(update_fields=["details"])


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0012_members_offer_activities"),
        ("groups", "0018_older_notices_know_whom_they_name"),
    ]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
