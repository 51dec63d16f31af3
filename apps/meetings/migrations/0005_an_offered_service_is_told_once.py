from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_steps_have_names_of_their_own")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
