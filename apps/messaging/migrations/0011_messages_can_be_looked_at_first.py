"""A group watches words and links, and a message that holds one waits for a look, or is marked for one."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0009_a_group_has_a_rota"),
        ("messaging", "0010_a_room_can_be_locked_for_a_while"),
    ]

    operations = [
        migrations.CreateModel(
            name="WatchedWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("word", "This word, or these words"),
                            ("beginning", "Words that begin like this"),
                            ("address", "Links to this site"),
                            ("link", "Any link"),
                        ],
                        default="word",
                        max_length=10,
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("ask", "Ask the author before it is sent"),
                            ("mark", "Let it stand, and ask a moderator to look"),
                            ("hold", "Hold it until a moderator has looked"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watched_words", to="groups.group"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["group", "kind", "word"], name="each_word_watched_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Screened",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("word", "a word that is watched"),
                            ("link", "a link"),
                            ("newcomer", "somebody who is new"),
                            ("unattended", "written while nobody was on duty"),
                            ("flags", "reported by three members while nobody was on duty"),
                        ],
                        max_length=10,
                    ),
                ),
                ("found", models.CharField(blank=True, max_length=60)),
                ("is_held", models.BooleanField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("released", "released"), ("declined", "declined")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.TextField(blank=True)),
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
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="screened", to="messaging.message"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "waiting")),
                        fields=["created_at"],
                        name="messages_to_be_looked_at",
                    )
                ],
            },
        ),
    ]
