"""What somebody does not want to meet tells what they went through: the database cannot read it."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id
from apps.messaging.rules.muted_words import pattern_of


def name_rows(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("messaging", "mutedword").objects.iterator():
        row.public_id = new_public_id()
        row.save(update_fields=["public_id"])


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("messaging", "mutedword").objects.iterator():
        row.word = row.plain_word
        row.save(update_fields=["word"])


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("messaging", "mutedword").objects.iterator():
        row.plain_word, row.pattern = row.word, pattern_of(row.word)
        row.save(update_fields=["plain_word", "pattern"])


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0013_slow_mode_ends_and_hard_words_are_not_lost"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("mutedword", "each_word_muted_once"),
        migrations.AddField("mutedword", "public_id", models.CharField(max_length=12, null=True)),
        migrations.RunPython(name_rows, migrations.RunPython.noop),
        migrations.AlterField(
            "mutedword",
            "public_id",
            models.CharField(default=new_public_id, editable=False, max_length=12, unique=True),
        ),
        migrations.RenameField("mutedword", "word", "plain_word"),
        migrations.AlterField("mutedword", "plain_word", models.CharField(max_length=60, default="")),
        migrations.AlterField("mutedword", "pattern", models.CharField(max_length=200, editable=False, default="")),
        migrations.AddField(
            "mutedword",
            "word",
            EncryptedText("word or words", max_length=60, default="", bound_to=("public_id",)),
            preserve_default=False,
        ),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("mutedword", "plain_word"),
        migrations.RemoveField("mutedword", "pattern"),
    ]
