from datetime import date, timedelta

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0005_an_offered_service_is_told_once"),
    ]

    operations = [
        # Columns that nothing ever read.
        migrations.RemoveField(model_name="meeting", name="opened_at"),
        migrations.RemoveField(model_name="meetingseries", name="created_at"),
        migrations.RemoveField(model_name="meetingseries", name="follows"),
        migrations.RemoveField(model_name="script", name="created_at"),
        migrations.RemoveField(model_name="seat", name="ended_at"),
        migrations.RemoveField(model_name="service", name="taken_at"),
        migrations.AlterField(
            model_name="step",
            name="length",
            field=models.DurationField(default=timedelta(minutes=5), verbose_name="length"),
        ),
        # Filled in by the next migration.
        migrations.AddField(
            model_name="attendanceproof",
            name="on",
            field=models.DateField(default=date(2026, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["ends_at"], name="meetings_by_end"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(condition=models.Q(("state", "open")), fields=["ends_at"], name="meetings_that_are_open"),
        ),
    ]
