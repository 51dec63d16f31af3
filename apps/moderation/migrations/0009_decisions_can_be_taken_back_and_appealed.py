import apps.core.public_ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0008_each_open_report_has_its_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="action",
            name="before",
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="action",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="actions",
                to="moderation.report",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="reversed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reverses",
                to="moderation.action",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="scope",
            field=models.CharField(
                choices=[
                    ("group", "the group"),
                    ("site", "the whole site"),
                    ("chat", "the chat"),
                    ("wall", "the wall"),
                ],
                db_default="group",
                default="group",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="action",
            name="kind",
            field=models.CharField(
                choices=[
                    ("warn", "warned"),
                    ("unwarn", "warning taken back"),
                    ("mute", "muted"),
                    ("unmute", "mute taken back"),
                    ("suspend", "suspended"),
                    ("unsuspend", "suspension taken back"),
                    ("remove", "removed from the group"),
                    ("reinstate", "removal taken back"),
                    ("ban", "banned"),
                    ("unban", "ban taken back"),
                    ("hide", "message hidden"),
                    ("restore", "message shown again"),
                    ("lock", "room locked"),
                    ("unlock", "room opened again"),
                    ("slow", "pace of the chat changed"),
                    ("hold", "newcomers’ posts wait for a look"),
                    ("unhold", "newcomers’ posts wait no longer"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=apps.core.public_ids.new_public_id, editable=False, max_length=12, unique=True
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for somebody else to look"),
                            ("upheld", "looked at again, and it stays"),
                            ("reversed", "looked at again, and taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appeal", to="moderation.action"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="groups.membership",
                    ),
                ),
                (
                    "decided_by_staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("made_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_decided_appeal_has_its_moment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ban",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "action",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bans",
                        to="moderation.action",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="groups.group",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person"], name="bans_of_an_address"),
                    models.Index(condition=models.Q(("until__isnull", False)), fields=["until"], name="bans_that_end"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LadderStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("length", models.CharField(blank=True, max_length=12)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ladder_steps", to="groups.group"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [models.UniqueConstraint(fields=("group", "position"), name="one_step_per_rung")],
            },
        ),
    ]
