import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_quiet_answers_are_dated_by_the_database")]

    operations = [
        migrations.AddField(
            model_name="awaitedanswer",
            name="is_first",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="UntoldWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="untold",
                        to="messaging.message",
                    ),
                ),
            ],
        ),
    ]
