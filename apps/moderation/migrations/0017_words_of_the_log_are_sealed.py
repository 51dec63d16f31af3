"""What the audit log says in words cannot be read in the database; its entries and seals are as they were."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedText


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("moderation", "audittext").objects.iterator():
        row.text = row.plain_text
        row.save(update_fields=["text"])


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("moderation", "audittext").objects.iterator():
        row.plain_text = row.text
        row.save(update_fields=["plain_text"])


class Migration(migrations.Migration):
    dependencies = [("moderation", "0016_activities_can_be_taken_down")]

    operations = [
        migrations.RemoveConstraint("audittext", "words_are_kept_or_the_row_is_not_there"),
        migrations.RenameField("audittext", "text", "plain_text"),
        migrations.AlterField("audittext", "plain_text", models.TextField(default="")),
        migrations.AddField(
            "audittext", "text", EncryptedText(default="", bound_to=("place",)), preserve_default=False
        ),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("audittext", "plain_text"),
        migrations.AddConstraint(
            "audittext",
            models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="words_are_kept_or_the_row_is_not_there"
            ),
        ),
    ]
