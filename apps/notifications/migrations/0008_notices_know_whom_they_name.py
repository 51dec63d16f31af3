"""A notice knows whose alias or words are in it, so that it goes when they are erased."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0007_words_of_notices_are_sealed")]

    operations = [
        migrations.AddField(
            "notice",
            "names",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12), default=list, db_default=[]
            ),
        ),
    ]
