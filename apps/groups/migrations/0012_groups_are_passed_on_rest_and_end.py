import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import apps.core.encrypted_fields
import apps.core.public_ids

STATES = [
    ("proposed", "waiting for the people who run this site"),
    ("active", "active"),
    ("paused", "resting"),
    ("archived", "closed"),
]


def to_member(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.membership"
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0011_answers_of_who_asks_to_join_are_sealed")]

    operations = [
        # The table is as old as this release: nobody has written in it.
        migrations.RemoveField("handover", "words"),
        migrations.AddField(
            "handover",
            "words",
            apps.core.encrypted_fields.EncryptedText(
                bound_to=("public_id",), max_length=2000, verbose_name="what the next one should know"
            ),
        ),
        migrations.AlterField("group", "state", models.CharField(choices=STATES, default="active", max_length=10)),
        migrations.AddField(
            "group",
            "deletes_at",
            models.DateTimeField(blank=True, help_text="everything of it is gone then", null=True),
        ),
        migrations.AddField("group", "ownerless_since", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.CreateModel(
            name="OwnershipOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=apps.core.public_ids.new_public_id, editable=False, max_length=12, unique=True
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ownership_offers", to="groups.group"
                    ),
                ),
                ("made_by", to_member(null=True)),
                ("to", to_member()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("group", "to"),
                        name="one_open_offer_of_ownership_per_member",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Welcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("greeter", to_member()),
                (
                    "newcomer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="welcome", to="groups.membership"
                    ),
                ),
            ],
        ),
    ]
