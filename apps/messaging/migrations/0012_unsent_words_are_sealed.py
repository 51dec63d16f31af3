"""What somebody has begun to write is read by nobody else, the database included."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedText

COLUMNS = {"unsentdraft": ["body", "content_note"]}


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name, columns in COLUMNS.items():
        for row in apps.get_model("messaging", name).objects.iterator():
            for column in columns:
                setattr(row, column, getattr(row, f"plain_{column}"))
            row.save(update_fields=columns)


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name, columns in COLUMNS.items():
        for row in apps.get_model("messaging", name).objects.iterator():
            for column in columns:
                setattr(row, f"plain_{column}", getattr(row, column))
            row.save(update_fields=[f"plain_{column}" for column in columns])


class Migration(migrations.Migration):
    dependencies = [("messaging", "0011_messages_can_be_looked_at_first")]

    operations = [
        migrations.RenameField("unsentdraft", "body", "plain_body"),
        migrations.RenameField("unsentdraft", "content_note", "plain_content_note"),
        migrations.AlterField("unsentdraft", "plain_body", models.TextField(max_length=4000, default="")),
        migrations.AlterField(
            "unsentdraft", "plain_content_note", models.CharField(max_length=80, blank=True, default="")
        ),
        migrations.AddField(
            "unsentdraft",
            "body",
            EncryptedText(max_length=4000, default="", bound_to=("membership_id", "room_id", "thread")),
            preserve_default=False,
        ),
        migrations.AddField(
            "unsentdraft",
            "content_note",
            EncryptedText(max_length=80, blank=True, default="", bound_to=("membership_id", "room_id", "thread")),
        ),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("unsentdraft", "plain_body"),
        migrations.RemoveField("unsentdraft", "plain_content_note"),
    ]
