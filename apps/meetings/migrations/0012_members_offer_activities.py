"""A series can be an activity that a member offers; where something happens cannot be read in the database."""

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.core.encrypted_fields import EncryptedText

FORMATS = [
    ("chat", "Chat only"),
    ("voice", "Voices"),
    ("video", "Pictures if you like"),
    ("person", "In person"),
]


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for series in apps.get_model("meetings", "MeetingSeries").objects.exclude(plain_place="").iterator():
        series.place = series.plain_place
        series.save(update_fields=["place"])


def open_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for series in apps.get_model("meetings", "MeetingSeries").objects.exclude(place=b"").iterator():
        series.plain_place = series.place
        series.save(update_fields=["plain_place"])


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0013_two_groups_become_one"),
        ("meetings", "0011_who_wants_reminders_by_mail_is_pushed_to_as_well"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("meetingseries", "place", "plain_place"),
        migrations.AlterField(
            "meetingseries", "plain_place", models.CharField(max_length=200, blank=True, default="")
        ),
        migrations.AddField(
            "meetingseries",
            "place",
            EncryptedText("place", max_length=200, blank=True, default="", bound_to=("public_id",)),
        ),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("meetingseries", "plain_place"),
        migrations.AlterField(
            "meetingseries",
            "format",
            models.CharField("how people meet", max_length=6, choices=FORMATS, default="voice"),
        ),
        migrations.AddField(
            "meetingseries",
            "offered_by",
            models.ForeignKey(
                to="groups.membership",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="activities",
                null=True,
                blank=True,
            ),
        ),
        migrations.AddField("meetingseries", "taken_down_at", models.DateTimeField(null=True, blank=True)),
        migrations.CreateModel(
            name="InPersonAdvice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
