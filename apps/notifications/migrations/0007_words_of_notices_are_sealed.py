"""What somebody wrote to or about a person stands in their notices, and the database cannot read it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedNames

SEALED = ("reason", "rule", "said", "token", "words")


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("notifications", "notice").objects.filter(details__has_any_keys=SEALED).iterator():
        row.words = {name: row.details.pop(name) for name in SEALED if name in row.details}
        row.save(update_fields=["details", "words"])


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("notifications", "notice").objects.exclude(words={}).iterator():
        row.details |= row.words
        row.save(update_fields=["details"])


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_what_leaves_is_chosen_for_each_group")]

    operations = [
        migrations.AddField(
            "notice",
            "words",
            EncryptedNames(default=dict, db_default=b"", bound_to=("public_id",)),
        ),
        migrations.RunPython(seal, open_again),
    ]
