from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0009_own_pictures_are_found_by_time")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="locked_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
