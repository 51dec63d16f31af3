import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import apps.core.public_ids

CHOICES = [
    ("stricter", "Open, at a calmer pace"),
    ("held", "Posts wait until somebody has looked"),
    ("read_only", "Read only"),
    ("closed", "Closed"),
]


def public_id() -> models.CharField:
    return models.CharField(default=apps.core.public_ids.new_public_id, editable=False, max_length=12, unique=True)


def belongs_to_group(name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=name, to="groups.group")


def member(name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name=name, to="groups.membership"
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0008_who_invited_whom_and_newcomers_wait")]

    operations = [
        migrations.AddField(
            "group",
            "unattended",
            models.CharField(
                choices=CHOICES,
                db_default="stricter",
                default="stricter",
                max_length=10,
                verbose_name="while nobody is on duty",
            ),
        ),
        migrations.AddField(
            "group",
            "attended",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(), blank=True, editable=False, null=True, size=None
            ),
        ),
        migrations.AddField(
            "group",
            "tells_of_crisis",
            models.BooleanField(
                db_default=True, default=True, verbose_name="whoever is on duty is told of words of crisis"
            ),
        ),
        migrations.AddField(
            "membership",
            "shows_duty",
            models.BooleanField(db_default=False, default=False, help_text="the group may see who is on duty"),
        ),
        migrations.AddField("dutyhours", "member", member()),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", public_id()),
                ("on", models.DateField(null=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("is_shared", models.BooleanField(default=False)),
                ("offered_at", models.DateTimeField(null=True)),
                ("is_arranged", models.BooleanField(default=False)),
                ("group", belongs_to_group("shifts")),
                (
                    "hours",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="shifts",
                        to="groups.dutyhours",
                    ),
                ),
                ("member", member("shifts")),
            ],
            options={
                "ordering": ("starts_at", "pk"),
                "indexes": [models.Index(fields=["group", "ends_at"], name="shifts_of_a_group")],
                "constraints": [
                    models.UniqueConstraint(fields=("hours", "on"), name="one_shift_per_hours_and_day"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="a_shift_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(max_length=2000, verbose_name="what the next one should know")),
                ("written_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("public_id", public_id()),
                ("group", belongs_to_group("hand_overs")),
                ("author", member()),
                ("read_by", member()),
            ],
            options={"ordering": ("-written_at", "-pk")},
        ),
    ]
