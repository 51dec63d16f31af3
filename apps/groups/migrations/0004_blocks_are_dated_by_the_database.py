from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_starting_topics")]

    operations = [
        migrations.AlterField(
            model_name="block",
            name="created_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
    ]
