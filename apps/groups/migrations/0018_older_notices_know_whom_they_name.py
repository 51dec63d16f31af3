"""Notices of before know whose alias is in them; those whose alias nobody has had ever since keep none."""

from collections import defaultdict
from datetime import datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Under which name an alias stands in a notice of each kind.
ALIAS_IN = {
    "care_word": "from",
    "direct_accepted": "alias",
    "direct_asked": "alias",
    "direct_message": "alias",
    "meeting_word": "alias",
    "welcomed": "alias",
}

type Holders = dict[tuple[str, str], tuple[str, datetime | None]]


def name(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    notices = apps.get_model("notifications", "notice").objects
    holders = _holders(apps)
    named, unknown = defaultdict(list), []
    about = notices.filter(kind__in=ALIAS_IN, names=[]).values_list("pk", "kind", "scope", "details", "created_at")
    for pk, kind, scope, details, created_at in about.iterator():
        member, changed_at = holders.get((scope, details.get(ALIAS_IN[kind], "")), ("", None))
        if member and (changed_at is None or changed_at <= created_at):
            named[member].append(pk)
        else:
            # Whoever it names is gone, or has another alias now: which of the two cannot be known.
            unknown.append(pk)
    for member, pks in named.items():
        notices.filter(pk__in=pks).update(names=[member])
    # What was said to somebody in need stays theirs.
    for notice in notices.filter(pk__in=unknown, kind="care_word"):
        notice.details["from"] = ""
        notice.save(update_fields=["details"])
    notices.filter(pk__in=unknown).exclude(kind="care_word").delete()


def _holders(apps: Apps) -> Holders:
    """Return the public id of whoever has an alias in a group, and since when if not from the beginning."""
    found = apps.get_model("groups", "membership").objects.values_list(
        "group__public_id", "alias", "public_id", "alias_changed_at"
    )
    return {(group, alias): (member, changed_at) for group, alias, member, changed_at in found.iterator()}


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0017_it_is_known_who_asked_to_be_kept_apart"),
        ("notifications", "0008_notices_know_whom_they_name"),
    ]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
