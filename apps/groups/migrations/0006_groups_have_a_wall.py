from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0005_groups_say_how_soon_somebody_answers")]

    operations = [
        migrations.AddField(
            model_name="group",
            name="has_wall",
            field=models.BooleanField(default=True, db_default=True, verbose_name="wall"),
        ),
        migrations.AddField(
            model_name="group",
            name="wall_retention_days",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="how long posts on the wall are kept"
            ),
        ),
    ]
