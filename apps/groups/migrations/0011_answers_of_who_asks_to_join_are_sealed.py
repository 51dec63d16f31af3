"""What somebody tells of themself to be let in cannot be read in the database."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedJSON

COLUMNS = {"joinrequest": ["answers"]}


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name, columns in COLUMNS.items():
        for row in apps.get_model("groups", name).objects.iterator():
            for column in columns:
                setattr(row, column, getattr(row, f"plain_{column}"))
            row.save(update_fields=columns)


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name, columns in COLUMNS.items():
        for row in apps.get_model("groups", name).objects.iterator():
            for column in columns:
                setattr(row, f"plain_{column}", getattr(row, column))
            row.save(update_fields=[f"plain_{column}" for column in columns])


class Migration(migrations.Migration):
    dependencies = [("groups", "0010_a_change_of_what_is_watched_is_counted")]

    operations = [
        migrations.RenameField("joinrequest", "answers", "plain_answers"),
        migrations.AlterField("joinrequest", "plain_answers", models.JSONField(default=list)),
        migrations.AddField("joinrequest", "answers", EncryptedJSON(default=list, bound_to=("public_id",))),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("joinrequest", "plain_answers"),
    ]
