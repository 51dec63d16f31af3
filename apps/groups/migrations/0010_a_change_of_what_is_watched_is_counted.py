from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0009_a_group_has_a_rota")]

    operations = [
        migrations.AddField(
            model_name="group",
            name="watch_version",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
