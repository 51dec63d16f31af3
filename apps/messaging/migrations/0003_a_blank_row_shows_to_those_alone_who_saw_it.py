import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_words_are_searched_and_conversations_exist")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="unseen_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, editable=False, null=True, size=None
            ),
        ),
    ]
