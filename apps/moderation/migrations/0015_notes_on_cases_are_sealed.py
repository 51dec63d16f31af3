"""What moderators write about a case, and for one another, cannot be read in the database."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id

SEALED = ("case", "casestep")


def name_steps(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for step in apps.get_model("moderation", "casestep").objects.iterator():
        step.public_id = new_public_id()
        step.save(update_fields=["public_id"])


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name in SEALED:
        for row in apps.get_model("moderation", name).objects.exclude(plain_note="").iterator():
            row.note = row.plain_note
            row.save(update_fields=["note"])


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name in SEALED:
        for row in apps.get_model("moderation", name).objects.exclude(note="").iterator():
            row.plain_note = row.note
            row.save(update_fields=["plain_note"])


class Migration(migrations.Migration):
    dependencies = [("moderation", "0014_what_waited_too_long_stands_in_the_log")]

    operations = [
        migrations.AddField("casestep", "public_id", models.CharField(max_length=12, null=True)),
        migrations.RunPython(name_steps, migrations.RunPython.noop),
        migrations.AlterField(
            "casestep",
            "public_id",
            models.CharField(default=new_public_id, editable=False, max_length=12, unique=True),
        ),
        *(migrations.RenameField(name, "note", "plain_note") for name in SEALED),
        *(
            migrations.AlterField(name, "plain_note", models.TextField(max_length=2000, blank=True, default=""))
            for name in SEALED
        ),
        *(
            migrations.AddField(
                name,
                "note",
                EncryptedText(max_length=2000, blank=True, default="", bound_to=("public_id",)),
                preserve_default=False,
            )
            for name in SEALED
        ),
        migrations.RunPython(seal, open_again),
        *(migrations.RemoveField(name, "plain_note") for name in SEALED),
    ]
