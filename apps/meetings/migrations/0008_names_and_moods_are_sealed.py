"""The name on a proof, and how a meeting was for somebody, cannot be read in the database."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedText

COLUMNS = {"echo": ["mood"], "attendanceproof": ["name"]}

MOODS = [("lighter", "I feel lighter"), ("same", "About the same"), ("heavier", "I feel heavier")]


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name, columns in COLUMNS.items():
        for row in apps.get_model("meetings", name).objects.iterator():
            for column in columns:
                setattr(row, column, getattr(row, f"plain_{column}"))
            row.save(update_fields=columns)


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name, columns in COLUMNS.items():
        for row in apps.get_model("meetings", name).objects.iterator():
            for column in columns:
                setattr(row, f"plain_{column}", getattr(row, column))
            row.save(update_fields=[f"plain_{column}" for column in columns])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_proofs_say_their_day")]

    operations = [
        migrations.RenameField("echo", "mood", "plain_mood"),
        migrations.RenameField("attendanceproof", "name", "plain_name"),
        migrations.AlterField("echo", "plain_mood", models.CharField(max_length=8, blank=True, default="")),
        migrations.AlterField("attendanceproof", "plain_name", models.CharField(max_length=120, default="")),
        migrations.AddField(
            "echo",
            "mood",
            EncryptedText(
                max_length=8, choices=MOODS, blank=True, default="", bound_to=("meeting_id", "membership_id")
            ),
        ),
        migrations.AddField(
            "attendanceproof",
            "name",
            EncryptedText("name on it", max_length=120, default="", bound_to=("public_id",)),
            preserve_default=False,
        ),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("echo", "plain_mood"),
        migrations.RemoveField("attendanceproof", "plain_name"),
    ]
