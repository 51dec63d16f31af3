"""How many pictures somebody sent within the hour is asked for with each of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0008_each_thread_has_its_own_draft")]

    operations = [
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(fields=["uploader", "created_at"], name="own_pictures_by_time"),
        ),
    ]
