from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_a_blank_row_shows_to_those_alone_who_saw_it")]

    operations = [
        migrations.AlterField(
            model_name="reaction",
            name="created_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
    ]
