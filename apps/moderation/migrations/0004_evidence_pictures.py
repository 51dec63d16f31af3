"""A report keeps its own copy of the pictures that it is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_reports")]

    operations = [
        migrations.CreateModel(
            name="EvidencePicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(editable=False, max_length=12)),
                ("file", models.FileField(upload_to="evidence/")),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="moderation.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "public_id"), name="picture_is_kept_once_with_a_report"
                    )
                ],
            },
        ),
    ]
