"""A pact knows who of the two wrote what it is about; of those that stand it is not known."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0017_it_is_known_who_asked_to_be_kept_apart"),
        ("journey", "0008_people_at_a_similar_point"),
    ]

    operations = [
        migrations.AddField(
            "pact",
            "aim_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="groups.membership"
            ),
        ),
        migrations.AddField("pact", "aim_at", models.DateTimeField(editable=False, null=True)),
    ]
