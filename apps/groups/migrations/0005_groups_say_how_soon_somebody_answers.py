from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_blocks_are_dated_by_the_database")]

    operations = [
        migrations.AddField(
            model_name="group",
            name="answer_minutes",
            # With a default in the database: the previous release still founds groups.
            field=models.PositiveIntegerField(db_default=60, default=60, verbose_name="somebody should answer within"),
        ),
    ]
